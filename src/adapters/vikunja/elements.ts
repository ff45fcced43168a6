import type { CommentPatch, SetPatch } from "@/domain/push.ts";
import type { RawObject, ServerTime } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { commentsOf } from "@/adapters/vikunja/comments.ts";
import { isLabelMissing, isStatus, vikunjaCodes } from "@/adapters/vikunja/errors.ts";
import type { EarlierComment } from "@/ports/replica.ts";
import type { Labels } from "@/adapters/vikunja/labels.ts";
import { objectsOf } from "@/adapters/vikunja/lists.ts";
import { idNumber } from "@/adapters/vikunja/read.ts";
import { createdMs } from "@/adapters/vikunja/task_lists.ts";

export interface ElementDeps {
  readonly api: Api;
  readonly labels: Labels;
  readonly signal: AbortSignal;
}

/** The task as it is after the change, and what could not be done, in words. */
export interface Applied {
  readonly raw: RawObject;
  readonly leftOut: readonly string[];
}

export interface LabelChange extends SetPatch {
  /** An earlier try may have put a case-twin in place of what is asked for: it is not asked for beside it. */
  readonly mayHaveHappened: boolean;
}

/** Once more where a label of the catalogue turned out to be gone. */
export async function applyLabels(
  deps: ElementDeps,
  raw: RawObject,
  change: LabelChange,
): Promise<RawObject> {
  try {
    return await setLabels(deps, raw, change);
  } catch (error) {
    if (!isLabelMissing(error)) throw error;
    deps.labels.forget();
    return await setLabels(deps, raw, change);
  }
}

/** One call for the whole set; an empty set is not sent (nobody would be told), each label is taken off instead. */
async function setLabels(
  { api, labels, signal }: ElementDeps,
  raw: RawObject,
  change: LabelChange,
): Promise<RawObject> {
  const id = Number(raw["id"]);
  const before = objectsOf(raw["labels"]);
  const removed = new Set(change.remove);
  const after = before.filter((label) => !removed.has(String(label["title"])));
  for (const title of change.add) {
    const titles = after.map((label) => String(label["title"]));
    if (titles.includes(title)) continue;
    // A label that the task has, or is to have, in its own name does not stand for another one.
    const taken = change.mayHaveHappened ? change.add : [...titles, ...change.add];
    const label = await labels.resolve(title, taken, signal);
    if (!after.some(({ id }) => id === label.id)) after.push({ ...label });
  }
  const keptIds = new Set(after.map((label) => label["id"]));
  const gone = before.filter((label) => !keptIds.has(label["id"]));
  if (gone.length === 0 && after.length === before.length) return raw;
  let changed = { ...raw, labels: after };
  if (after.length > 0) {
    // Recorded: this alone does not move the task's stamp.
    await api.setLabels(id, after.map((label) => Number(label["id"])), signal);
  } else {
    for (const label of gone) {
      changed = stamped(changed, await removeLabel(api, id, Number(label["id"]), signal));
    }
  }
  return changed;
}

/** The task with the stamp that a change at that time leaves. */
export function stamped<T extends RawObject>(raw: T, at: ServerTime): T {
  const before = Date.parse(String(raw["updated"]));
  return at === null || at <= before ? raw : { ...raw, updated: new Date(at).toISOString() };
}

async function removeLabel(
  api: Api,
  id: number,
  labelId: number,
  signal: AbortSignal,
): Promise<ServerTime> {
  try {
    return await api.removeLabel(id, labelId, signal);
  } catch (error) {
    // Recorded: 403 (404 for an unknown one) where the task does not have the label any more.
    if (!isStatus(error, 403, 404)) throw error;
    return null;
  }
}

/** `depends`: the tasks that block this one, one call each. */
export async function applyBlockers(
  { api, signal }: ElementDeps,
  before: RawObject,
  change: SetPatch,
): Promise<Applied> {
  const id = Number(before["id"]);
  const related = (before["related_tasks"] ?? {}) as RawObject;
  let raw = before;
  let blocked = objectsOf(related["blocked"]);
  const leftOut: string[] = [];
  for (const other of change.add.map(idNumber)) {
    if (blocked.some((task) => task["id"] === other)) continue;
    try {
      raw = stamped(raw, await api.addBlocker(id, other, signal));
    } catch (error) {
      // 409: there already, or against a rule of the server; 404: the other task is gone.
      if (!isStatus(error, 403, 404, 409)) throw error;
      const there = error.details["vikunjaCode"] === vikunjaCodes.relationThere;
      if (!there) leftOut.push(`dependency on task ${other}: ${error.message}`);
      if (!there) continue;
    }
    blocked = [...blocked, { id: other }];
  }
  for (const other of change.remove.map(idNumber)) {
    if (!blocked.some((task) => task["id"] === other)) continue;
    try {
      raw = stamped(raw, await api.removeBlocker(id, other, signal));
    } catch (error) {
      if (!isStatus(error, 404)) throw error;
    }
    blocked = blocked.filter((task) => task["id"] !== other);
  }
  return { raw: { ...raw, related_tasks: { ...related, blocked } }, leftOut };
}

export interface AppliedComments extends Applied {
  readonly comments: readonly { readonly from: string; readonly to: string }[];
}

/** Which comments an earlier attempt may have made. */
export interface EarlierComments {
  /** From then on, on the server's clock; `null`: this is the first attempt. */
  readonly sinceMs: number | null;
  /** None of these. */
  readonly linked: readonly string[];
  /** What pushes before this one asked for, where the text has changed since. */
  readonly asked: readonly EarlierComment[];
}

/** Comments one by one; what an earlier attempt may have made is known by its text and taken as it is. */
export async function applyComments(
  { api, signal }: ElementDeps,
  before: RawObject,
  change: CommentPatch,
  { sinceMs, linked, asked }: EarlierComments,
): Promise<AppliedComments> {
  const id = Number(before["id"]);
  let raw = before;
  let all = [...commentsOf(before)];
  const leftOut: string[] = [];
  const comments: { from: string; to: string }[] = [];
  const earlier = sinceMs === null
    ? []
    : all.filter((comment) =>
      createdMs(comment) >= sinceMs && !linked.includes(String(comment["id"]))
    );
  const take = (text: string): RawObject | undefined => {
    const index = earlier.findIndex((comment) => comment["comment"] === text);
    return index < 0 ? undefined : earlier.splice(index, 1)[0];
  };
  const edit = [...change.edit];
  const remove = [...change.remove];
  for (const { from, text } of change.add) {
    const adopted = take(text);
    const before = adopted === undefined ? asked.filter((each) => each.from === from) : [];
    const older = before.map((each) => take(each.text)).find((found) => found !== undefined);
    if (older !== undefined) {
      const id = String(older["id"]);
      edit.push({ id, text });
      comments.push({ from, to: id });
      continue;
    }
    const made = adopted ?? await api.addComment(id, text, signal);
    if (adopted === undefined) {
      raw = stamped(raw, createdMs(made));
      all.push({ ...made, comment: text });
    }
    comments.push({ from, to: String(made["id"]) });
  }
  for (const { from, text } of asked) {
    const isWanted = change.add.some((each) => each.from === from);
    const left = isWanted ? undefined : take(text);
    if (left !== undefined) remove.push(String(left["id"]));
  }
  for (const { id: commentId, text } of edit) {
    try {
      raw = stamped(raw, await api.editComment(id, idNumber(commentId), text, signal));
      all = all.map((c) => String(c["id"]) === commentId ? { ...c, comment: text } : c);
    } catch (error) {
      if (!isStatus(error, 403, 404)) throw error;
      leftOut.push(`edit of comment ${commentId}: ${reasonFor(error.message)}`);
    }
  }
  for (const commentId of remove) {
    try {
      raw = stamped(raw, await api.removeComment(id, idNumber(commentId), signal));
    } catch (error) {
      if (isStatus(error, 403)) {
        leftOut.push(`removal of comment ${commentId}: ${reasonFor(error.message)}`);
        continue;
      }
      if (!isStatus(error, 404)) throw error;
    }
    all = all.filter((comment) => String(comment["id"]) !== commentId);
  }
  return { raw: { ...raw, comments: all, comment_count: all.length }, comments, leftOut };
}

function reasonFor(message: string): string {
  return `${message} (only its author may)`;
}
