import type { PairState } from "@/domain/state.ts";
import type { Push } from "@/domain/push.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { otherSide, type Side, sides, type Task } from "@/domain/task.ts";
import type { OperationDraft } from "@/projections/operations/operation_draft.ts";
import {
  type Differing,
  isAskedFor,
  patched,
  toldFields,
} from "@/projections/operations/task_changes.ts";

interface Requested {
  readonly push: Push;
  /** Which operation each field is carried over for; a push that takes the place of another goes on for both. */
  readonly owners: ReadonlyMap<string, OperationDraft>;
  readonly operation: OperationDraft;
}

/** What is asked of one side, and for which operations. */
export interface RequestOwners {
  /**
   * Somebody has changed the field there; what carries it over to the other side is for that operation. `create` and
   * `delete`: it came or went; of the same decision only.
   */
  edited(side: Side, field: string, operation: OperationDraft): void;
  /** Those that have changed the field and are decided on now. */
  editing(field: string): readonly OperationDraft[];
  /** Of each field that such a push would carry over, who has changed it on the other side; `null`: nobody is known. */
  editors(side: Side, push: Push): readonly (OperationDraft | null)[];
  /** Another decision begins. */
  decide(): void;
  /** `isAsked`: by a command, so that all of it is for its operation. Gives the one that the push is for. */
  requested(
    side: Side,
    push: Push,
    before: PairState,
    asking: { readonly operation: OperationDraft; readonly isAsked: boolean },
  ): OperationDraft;
  /** Of what is asked for now; `null`: nothing is. */
  current(side: Side): Requested | null;
  /**
   * The operation that the value was asked for; `null`: nobody asked for it. `isAnswer`: this is what came of the
   * write, so that another value of a field that was written is what the side made of it.
   */
  ownerOf(
    side: Side,
    before: Task | null,
    change: Differing,
    isAnswer: boolean,
  ): OperationDraft | null;
  dropped(side: Side): void;
  confirmed(side: Side): void;
  givenUp(side: Side): void;
}

export function createRequestOwners(): RequestOwners {
  const now = new Map<Side, Requested>();
  const dropped = new Map<Side, Requested>();
  const uncarried = new Map<string, OperationDraft>();
  /** Fields of which both sides were decided on. */
  const decided = new Set<string>();

  function ownersOf(side: Side, push: Push, asked: OperationDraft | null, current: OperationDraft) {
    const before = dropped.get(side);
    return new Map(
      fieldsOf(push).map((field) => {
        const editing = uncarried.get(`${otherSide(side)} ${field}`);
        decided.add(field);
        const owner = before?.owners.get(field);
        const isSame = before !== undefined && owner !== undefined &&
          jsonEqual(valueOf(before.push, field), valueOf(push, field));
        return [field, asked ?? editing ?? (isSame ? owner : current)];
      }),
    );
  }

  function forgetAsked(side: Side): void {
    const request = now.get(side);
    if (request === undefined) return;
    for (const operation of new Set([request.operation, ...request.owners.values()])) {
      operation.settle(side);
    }
    now.delete(side);
  }

  return {
    edited: (side, field, operation) => void uncarried.set(`${side} ${field}`, operation),
    editing: (field) => sides.flatMap((side) => uncarried.get(`${side} ${field}`) ?? []),
    editors: (side, push) =>
      fieldsOf(push).map((field) => uncarried.get(`${otherSide(side)} ${field}`) ?? null),
    decide() {
      for (const field of [...decided, "create", "delete"]) {
        for (const side of sides) uncarried.delete(`${side} ${field}`);
      }
      decided.clear();
    },
    requested(side, push, before, { operation, isAsked }) {
      const owners = ownersOf(side, push, isAsked ? operation : null, operation);
      const others = new Set(owners.values());
      const [only = operation] = others.size === 1 ? others : [];
      now.set(side, { push, owners, operation: only });
      dropped.delete(side);
      const known = before[side].presence;
      switch (push.kind) {
        case "create":
          only.presence({ side, before: known, after: "present", state: "asked" });
          break;
        case "delete":
          only.presence({ side, before: known, after: "deleted", state: "asked" });
          break;
        case "update":
          for (const change of patched(before[side].task ?? blank, push.patch)) {
            (owners.get(change.field) ?? only).asked(side, change);
          }
      }
      return only;
    },
    current: (side) => now.get(side) ?? null,
    ownerOf(side, before, change, isAnswer) {
      const request = now.get(side);
      if (request?.push.kind !== "update") return null;
      const isWritten = isAnswer && valueOf(request.push, change.field) !== undefined;
      if (!isWritten && !isAskedFor(before, request.push.patch, change)) return null;
      return request.owners.get(change.field) ?? request.operation;
    },
    dropped(side) {
      const request = now.get(side);
      forgetAsked(side);
      if (request !== undefined) dropped.set(side, request);
    },
    confirmed(side) {
      forgetAsked(side);
      dropped.delete(side);
    },
    givenUp(side) {
      const request = now.get(side);
      if (request === undefined) return;
      for (const each of new Set([request.operation, ...request.owners.values()])) {
        each.giveUp(side);
      }
    },
  };
}

const blank: Task = {
  title: "",
  notes: "",
  project: [],
  labels: [],
  priority: 0,
  dueAt: null,
  scheduledAt: null,
  done: false,
  depends: [],
  comments: [],
  assignees: [],
  doneAt: null,
  repetition: null,
};

function fieldsOf(push: Push): readonly string[] {
  if (push.kind !== "update") return [push.kind];
  return toldFields.filter((field) => valueOf(push, field) !== undefined);
}

function valueOf(push: Push, field: string): Json | undefined {
  if (push.kind !== "update") return field === push.kind ? push.kind : undefined;
  const patch = push.patch as Readonly<Record<string, Json | undefined>>;
  return field === "assignees" ? patch["assignment"] ?? patch[field] : patch[field];
}
