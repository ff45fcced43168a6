import type { Bases, CommentLink, TaskEvent } from "@/domain/events.ts";
import { settleConflicts, withBase } from "@/domain/agree.ts";
import { jsonEqual } from "@/domain/json.ts";
import { minusPatch, plusPatch } from "@/domain/patch_parts.ts";
import { refusedPart, withoutRefused } from "@/domain/refused.ts";
import {
  type CommentPatch,
  type Patch,
  patchOfCreate,
  type Push,
  type SetPatch,
} from "@/domain/push.ts";
import type { PairState, SideState } from "@/domain/state.ts";
import { asMade } from "@/domain/unsure.ts";
import { type Comment, isOneOf, lateFields, scalarFields, setFields } from "@/domain/fields.ts";
import { type Field, otherSide, type Side, type Task } from "@/domain/task.ts";

type Confirmed = Extract<TaskEvent, { type: "PushConfirmed" }>["data"];

/** What a push carried over is agreed on once it is confirmed: on its own side and where it came from. */
export function confirmPush(state: PairState, confirmed: Confirmed): PairState {
  const { side } = confirmed;
  const requested = state[side].pending;
  if (requested === null || requested.request !== confirmed.request) return state;
  const pending = asMade(requested, state[side], confirmed.made ?? null);
  const asked = carried(pending.push);
  const { comments, lacks, undone } = confirmed;
  const missing = asked === null
    ? null
    : refusedPart(asked, { comments, lacks: plusPatch(lacks, undone) });
  const answered = {
    pending: null,
    refused: minusPatch(missing, undone),
    reasons: confirmed.leftOut,
    unsureSince: null,
    unsureCreates: [],
    unsureComments: [],
  };
  const done = { ...state, [side]: { ...state[side], ...answered } };
  if (asked === null) return done;
  const taken = withoutRefused(asked, pending.source, missing);
  const patch = withoutUntold(taken.patch, done[side]);
  const source = withoutUntold(taken.source, done[side]);
  const from = otherSide(side);
  const link = pending.push.kind === "create" ? state.vikunjaId : patch.link;
  const settles = missing === null ? pending.settles : null;
  const renamed = new Map(confirmed.comments.map((pair) => [pair.from, pair.to]));
  const { comments: _, ...replaced } = pending.push.kind === "update" ? pending.push.expected : {};
  const agreed = {
    ...done,
    [side]: {
      ...agree(done[side], carriedOver(patch, source), (id) => renamed.get(id) ?? null),
      replaced,
    },
    [from]: agree(done[from], source, (id) => renamed.has(id) ? id : null),
    conflicts: settleConflicts(state.conflicts, source),
    notedLink: side === "taskwarrior" && link !== undefined ? link : state.notedLink,
    comments: linkComments(
      state.comments,
      side,
      carriedPairs(confirmed, source),
      // What a person takes away here is still to go from the other side.
      source.comments === undefined ? undefined : patch.comments,
    ),
  };
  return settles === null ? agreed : settleOn(agreed, settles, state);
}

/** What the side does not tell (an attribute that it does not keep) was not carried there. */
function withoutUntold(patch: Patch, { task }: SideState): Patch {
  const untold = lateFields.filter((field) => task !== null && task[field] === undefined);
  if (untold.length === 0) return patch;
  return Object.fromEntries(Object.entries(patch).filter(([name]) => !isOneOf(untold, name)));
}

/** What a merged value holds of the other side's edit is agreed on; what is left is an edit of this side, as old as it was. */
function settleOn(state: PairState, bases: Bases, before: PairState): PairState {
  const settled = (side: Side) => {
    const { editedAt, ...rest } = withBase(state[side], bases[side]);
    const left = (Object.keys(bases[side]) as Field[]).filter((field) =>
      !jsonEqual(rest.task?.[field], bases[side][field])
    );
    const times = left.flatMap((field) => {
      const at = before[side].editedAt[field];
      return at === undefined ? [] : [[field, at] as const];
    });
    return { ...rest, editedAt: { ...Object.fromEntries(times), ...editedAt } };
  };
  return { ...state, taskwarrior: settled("taskwarrior"), vikunja: settled("vikunja") };
}

/** A comment that comes from nowhere (a text that a person picked) has no counterpart yet. */
function carriedPairs(confirmed: Confirmed, { comments }: Patch): Confirmed["comments"] {
  return confirmed.comments.filter(({ from }) => comments?.add.some((one) => one.from === from));
}

/** What comes from nowhere (a value that a person picked) is an edit of the side it was written to. */
function carriedOver(patch: Patch, source: Patch): Patch {
  return Object.fromEntries(Object.entries(patch).filter(([field]) => field in source));
}

/** A push as the patch it amounts to; `null` for a deletion. */
function carried(push: Push): Patch | null {
  switch (push.kind) {
    case "delete":
      return null;
    case "update":
      return push.patch;
    case "create":
      return patchOfCreate(push);
  }
}

function agree(
  side: SideState,
  patch: Patch,
  commentId: (from: string) => string | null,
): SideState {
  const base: { -readonly [K in keyof Task]?: Task[K] } = {};
  for (const field of [...scalarFields, "doneAt"] as const) {
    if (field in patch) Object.assign(base, { [field]: patch[field] });
  }
  for (const field of setFields) {
    const change = patch[field];
    if (change !== undefined) base[field] = applySet(side.base[field] ?? [], change);
  }
  if (patch.comments !== undefined) {
    base.comments = applyComments(side.base.comments ?? [], patch.comments, commentId);
  }
  return withBase(side, base);
}

export function applySet(values: readonly string[], change: SetPatch): readonly string[] {
  const next = new Set(values);
  for (const gone of change.remove) next.delete(gone);
  for (const added of change.add) next.add(added);
  return [...next].sort();
}

export function applyComments(
  comments: readonly Comment[],
  change: CommentPatch,
  commentId: (from: string) => string | null,
): readonly Comment[] {
  const texts = new Map(comments.map((comment) => [comment.id, comment.text]));
  for (const id of change.remove) texts.delete(id);
  for (const { id, text } of change.edit) texts.set(id, text);
  for (const { from, text } of change.add) {
    const id = commentId(from);
    if (id !== null) texts.set(id, text);
  }
  return [...texts].map(([id, text]) => ({ id, text }));
}

function linkComments(
  links: readonly CommentLink[],
  side: Confirmed["side"],
  made: Confirmed["comments"],
  change: CommentPatch | undefined,
): readonly CommentLink[] {
  const gone = new Set(change?.remove ?? []);
  const own = (link: CommentLink) => side === "vikunja" ? link.commentId : link.entry;
  const foreign = (link: CommentLink) => side === "vikunja" ? link.entry : link.commentId;
  const again = new Set(made.map((pair) => pair.from));
  const kept = links.filter((link) => !gone.has(own(link)) && !again.has(foreign(link)));
  const added = made.map(({ from, to }) =>
    side === "vikunja" ? { entry: from, commentId: to } : { entry: to, commentId: from }
  );
  return [...kept, ...added];
}
