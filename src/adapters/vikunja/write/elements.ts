import { SyncError } from "@/domain/errors.ts";
import type { CommentPatch } from "@/domain/push.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { commentsOf } from "@/adapters/vikunja/comments.ts";
import {
  asRefusal,
  isLabelMissing,
  isStatus,
  isTaskMissing,
} from "@/adapters/vikunja/client/errors.ts";
import type { EarlierComment } from "@/ports/replica.ts";
import type { Labels } from "@/adapters/vikunja/labels.ts";
import { idNumber } from "@/adapters/vikunja/read.ts";
import type { Shortfall } from "@/adapters/vikunja/write/shortfall.ts";
import { type LabelChange, setLabels } from "@/adapters/vikunja/write/set_labels.ts";
import { stamped } from "@/adapters/vikunja/stamped.ts";
import { createdMs } from "@/adapters/vikunja/task_lists.ts";

export interface ElementDeps {
  readonly api: Api;
  readonly labels: Labels;
  readonly signal: AbortSignal;
  readonly shortfall: Shortfall;
}

/** Once more where a label of the catalogue turned out to be gone. */
export async function applyLabels(
  deps: ElementDeps,
  raw: RawObject,
  change: LabelChange,
): Promise<RawObject> {
  const { add, remove } = change;
  try {
    try {
      return await setLabels(deps, raw, change);
    } catch (error) {
      if (!isLabelMissing(error)) throw error;
      deps.labels.forget();
      return await setLabels(deps, raw, change);
    }
  } catch (thrown) {
    const error = ofThisTask(thrown);
    if (add.length + remove.length === 1) {
      const what = `label ${add[0] ?? remove[0]}`;
      deps.shortfall.note({ labels: { add, remove } }, what, error);
      return raw;
    }
    asRefusal(error);
    return await labelByLabel(deps, raw, change);
  }
}

/** Where not all of them are taken together: then only that one is left out. */
async function labelByLabel(
  deps: ElementDeps,
  before: RawObject,
  { add, remove, mayHaveHappened }: LabelChange,
): Promise<RawObject> {
  let raw = before;
  for (const title of add) {
    raw = await applyLabels(deps, raw, { add: [title], remove: [], mayHaveHappened, isNew: false });
  }
  for (const title of remove) {
    raw = await applyLabels(deps, raw, { add: [], remove: [title], mayHaveHappened, isNew: false });
  }
  return raw;
}

export interface AppliedComments {
  readonly raw: RawObject;
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
  { api, signal, shortfall }: ElementDeps,
  before: RawObject,
  change: CommentPatch,
  { sinceMs, linked, asked }: EarlierComments,
): Promise<AppliedComments> {
  const id = Number(before["id"]);
  let raw = before;
  let all = [...commentsOf(before)];
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
  const edits = [...change.edit];
  const remove = [...change.remove];
  for (const added of change.add) {
    const { from, text } = added;
    const adopted = take(text);
    const before = adopted === undefined ? asked.filter((each) => each.from === from) : [];
    const older = before.map((each) => take(each.text)).find((found) => found !== undefined);
    if (older !== undefined) {
      const id = String(older["id"]);
      edits.push({ id, text });
      comments.push({ from, to: id });
      continue;
    }
    try {
      const lacking = shortfall.isLacking("tasks_comments: create");
      if (adopted === undefined && lacking !== null) throw lacking;
      const made = adopted ?? await api.addComment(id, text, signal);
      if (adopted === undefined) {
        raw = stamped(raw, createdMs(made));
        all.push({ ...made, comment: text });
      }
      comments.push({ from, to: String(made["id"]) });
    } catch (error) {
      const what = `comment ${from}`;
      shortfall.note({ comments: { ...nothing, add: [added] } }, what, ofThisTask(error));
    }
  }
  for (const { from, text } of asked) {
    const isWanted = change.add.some((each) => each.from === from);
    const left = isWanted ? undefined : take(text);
    if (left !== undefined) remove.push(String(left["id"]));
  }
  for (const edit of edits) {
    const { id: commentId, text } = edit;
    try {
      raw = stamped(raw, await api.editComment(id, idNumber(commentId), text, signal));
      all = all.map((c) => String(c["id"]) === commentId ? { ...c, comment: text } : c);
    } catch (error) {
      const what = `edit of comment ${commentId}`;
      if (isStatus(error, 404)) all = all.filter((comment) => String(comment["id"]) !== commentId);
      shortfall.note({ comments: { ...nothing, edit: [edit] } }, what, onlyAuthor(error));
    }
  }
  for (const commentId of remove) {
    try {
      raw = stamped(raw, await api.removeComment(id, idNumber(commentId), signal));
    } catch (error) {
      if (!isStatus(error, 404)) {
        const what = `removal of comment ${commentId}`;
        shortfall.note({ comments: { ...nothing, remove: [commentId] } }, what, onlyAuthor(error));
        continue;
      }
    }
    all = all.filter((comment) => String(comment["id"]) !== commentId);
  }
  return { raw: { ...raw, comments: all, comment_count: all.length }, comments };
}

const nothing: CommentPatch = { add: [], edit: [], remove: [] };

/** @throws what was thrown, where the task itself is gone. */
function ofThisTask(error: unknown): unknown {
  if (isTaskMissing(error)) throw error;
  return error;
}

function onlyAuthor(error: unknown): unknown {
  if (!isStatus(error, 403)) return ofThisTask(error);
  const { code, message, details } = error;
  return new SyncError(code, `${message} (only its author may)`, { cause: error, details });
}
