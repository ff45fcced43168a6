import { secondAt } from "@/domain/instant.ts";
import { checkOpen } from "@/domain/direction.ts";
import { drop } from "@/domain/decide/deletion.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { inTaskwarrior } from "@/domain/decide/in_taskwarrior.ts";
import { SyncError } from "@/domain/errors.ts";
import { jsonEqual } from "@/domain/json.ts";
import { isUnderWay, type Policy } from "@/domain/policy.ts";
import { checkWritable } from "@/domain/decide/read_only.ts";
import type { SetChange, SetPatch } from "@/domain/field_rule.ts";
import {
  askedFields,
  elementsOf,
  fields,
  type FieldValue,
  isOneOf,
  known,
  scalarFields,
  setFields,
} from "@/domain/fields.ts";
import type { Expected, Patch } from "@/domain/push.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { InVikunja, TaskChange } from "@/domain/task_change.ts";

/** Conditions of a change; `null`: none. */
export interface EditConditions {
  /** Version of the task that whoever wants the change has seen. */
  readonly ifVersion: number | null;
  /** Of the claim under which it is made. */
  readonly token: number | null;
}

/**
 * Makes the change on one side, from where it goes to the other like any edit.
 * @throws {SyncError} `STALE` (details: because `version` with expected and actual, or `token`).
 * `LOCKED` (retryable): a push is under way. `USAGE`: the task is not there any more.
 */
export function editTask(
  draft: Draft,
  change: TaskChange,
  conditions: EditConditions,
  policy: Policy,
): void {
  checkConditions(draft, conditions);
  const { change: meant, exact } = inTaskwarrior(change, draft.state, policy);
  const side = sideFor(draft, meant, exact);
  const { task } = draft.state[side];
  if (task === null) throw gone(draft);
  const patch = patchOf(draft, side, { change: meant, exact }, policy);
  if (Object.keys(patch).length === 0) return;
  checkWritable(draft, side, "change the task");
  checkOpen(draft.state, sides, "change the task", policy);
  for (const each of sides) {
    if (isUnderWay(draft.state[each], each, policy)) {
      throw new SyncError("LOCKED", `Cannot change the task: a write to ${each} is under way`, {
        retryable: true,
        hint: "Try again in a moment.",
      });
    }
  }
  drop(draft, side, "the task was changed");
  const expected: Expected = Object.fromEntries(
    scalarFields.filter((field) => field in patch).map((field) => [field, task[field]]),
  );
  const push = { kind: "update", patch, expected } as const;
  const source = draft.state.vikunja.presence === "unknown" ? exact : {};
  draft.add({ type: "PushRequested", data: { side, push, source, requestedAt: policy.now } });
}

function checkConditions({ state }: Draft, { ifVersion, token }: EditConditions): void {
  const { lease, lastToken } = state.claim;
  if (token !== null && token !== lastToken) {
    throw new SyncError("STALE", `Cannot change the task: token ${token} is not the last one`, {
      hint: "Somebody else has claimed the task since. See `claims`.",
      details: { because: "token", lockedBy: lease?.agent ?? null, until: lease?.until ?? null },
    });
  }
  const actual = state.taskVersion;
  if (ifVersion !== null && ifVersion !== actual) {
    throw new SyncError(
      "STALE",
      `Cannot change the task: it has version ${actual}, not ${ifVersion}`,
      { details: { because: "version", expected: ifVersion, actual } },
    );
  }
}

function sideFor({ state }: Draft, change: TaskChange, exact: InVikunja): Side {
  const there = sides.filter((side) => state[side].presence === "present");
  if (there.length === 0) throw gone({ state });
  const wanted = scalarFields.filter((field) => field in change);
  const untold = (side: Side) => wanted.find((field) => state[side].task?.[field] === undefined);
  const able = there.filter((side) => untold(side) === undefined);
  const inVikunja = able.includes("vikunja");
  if (inVikunja && Object.keys(exact).length > 0) return "vikunja";
  const [first] = able;
  if (first !== undefined) return first;
  const [field] = there.flatMap((side) => untold(side) ?? []);
  const name = field === undefined ? "field" : fields[field].name;
  if (field !== undefined && isOneOf(askedFields, field)) {
    throw new SyncError("USAGE", `Cannot change the task: its ${name} is not synced`, {
      hint: `Say where it shows in Taskwarrior: ${field} under [mapping] in the configuration ` +
        "file; then run `sync`.",
    });
  }
  throw new SyncError("USAGE", `Cannot change the task: its ${name} was not read yet`, {
    hint: "Run `sync --full` once.",
  });
}

function gone({ state }: Pick<Draft, "state">): SyncError {
  return new SyncError("USAGE", `Cannot change task ${state.streamId}: it is not there any more`);
}

/** In the side's form; what is so already is left out. */
function patchOf(
  draft: Draft,
  side: Side,
  { change, exact }: ReturnType<typeof inTaskwarrior>,
  policy: Policy,
): Patch {
  const { task } = draft.state[side];
  if (task === null) return {};
  const context = { ...policy.context, vikunjaId: draft.state.vikunjaId };
  const patch: Record<string, unknown> = {};
  for (const field of scalarFields) {
    if (!(field in change)) continue;
    const wanted = change[field] as FieldValue<typeof field>;
    const value = side === "taskwarrior" ? wanted : known(exact, field) ??
      policy.representation.express(field, wanted, side, known(task, field) ?? null, context);
    if (!jsonEqual(value, task[field])) patch[field] = value;
  }
  if (patch["done"] === true && side === "taskwarrior") {
    patch["doneAt"] = secondAt(Date.parse(policy.now));
  }
  for (const field of setFields) {
    const elements = setPatch(elementsOf(task, field), change[field]);
    if (elements !== null) patch[field] = elements;
  }
  return patch as Patch;
}

/** What a change comes to for a task with these elements; `null`: nothing. */
export function setPatch(
  current: readonly string[],
  change: SetChange | undefined,
): SetPatch | null {
  if (change === undefined) return null;
  const wanted = "set" in change
    ? new Set(change.set)
    : new Set([...current, ...change.add].filter((each) => !change.remove.includes(each)));
  const add = [...wanted].filter((each) => !current.includes(each)).sort();
  const remove = current.filter((each) => !wanted.has(each));
  return add.length + remove.length === 0 ? null : { add, remove };
}
