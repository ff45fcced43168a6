import type { SetPatch } from "@/domain/push.ts";
import type { RawObject, ServerTime } from "@/adapters/vikunja/answers.ts";
import type { Api } from "@/adapters/vikunja/api.ts";
import { isLabelThere, isStatus } from "@/adapters/vikunja/client/errors.ts";
import type { Labels } from "@/adapters/vikunja/labels.ts";
import { objectsOf } from "@/adapters/vikunja/lists.ts";
import { stamped } from "@/adapters/vikunja/stamped.ts";

export interface LabelChange extends SetPatch {
  /** An earlier try may have put a case-twin in place of what is asked for: it is not asked for beside it. */
  readonly mayHaveHappened: boolean;
  /** The task was made just now, and nobody else can have labelled it. */
  readonly isNew: boolean;
}

/** Set all at once only on a new task: the set would undo what somebody else did since it was read. */
const bulkFrom = 3;

/**
 * One by one, since that moves the task's stamp (recorded: setting all at once does not), which other engines
 * go by. The last label of many is put on by itself for the same reason.
 */
export async function setLabels(
  { api, labels, signal }: {
    readonly api: Api;
    readonly labels: Labels;
    readonly signal: AbortSignal;
  },
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
  const idOf = (label: RawObject) => Number(label["id"]);
  const added = after.map(idOf).filter((one) => !before.some((label) => idOf(label) === one));
  const gone = before.map(idOf).filter((one) => !after.some((label) => idOf(label) === one));
  const isMany = change.isNew && before.length === 0 && api.maySetLabels &&
    added.length >= bulkFrom;
  const together = isMany ? await setTogether(api, id, added.slice(0, -1), signal) : [];
  let changed: RawObject = { ...raw, labels: after };
  const moved = (at: ServerTime) => {
    if (api.labelsMoveStamps) changed = stamped(changed, at);
  };
  for (const one of added.slice(together.length)) {
    moved(await unlessSo(api.addLabel(id, one, signal), isLabelThere));
  }
  // Recorded: 403 (404 for an unknown one) where the task does not have the label any more.
  const isGone = (error: unknown) => isStatus(error, 403, 404);
  for (const one of gone) moved(await unlessSo(api.removeLabel(id, one, signal), isGone));
  return changed;
}

/** Labels of tasks that are being made: found, or made as well, so that they are there when the tasks are. */
export function labelsAhead(
  { labels, signal }: { readonly labels: Labels; readonly signal: AbortSignal },
  titlesOf: readonly (readonly string[])[],
): void {
  for (const titles of titlesOf) {
    for (const title of titles) {
      // Who puts it on the task is told why it cannot be had.
      labels.resolve(title, titles, signal).catch(() => {});
    }
  }
}

/** Those that it has now; none without the permission, which putting them on one by one does not need. */
async function setTogether(
  api: Api,
  id: number,
  labelIds: readonly number[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  try {
    await api.setLabels(id, labelIds, signal);
    return labelIds;
  } catch (error) {
    if (!isStatus(error, 401)) throw error;
    return [];
  }
}

/** `null`: it is so already, by an earlier attempt or by somebody with the same idea. */
async function unlessSo(
  call: Promise<ServerTime>,
  isSo: (error: unknown) => boolean,
): Promise<ServerTime> {
  try {
    return await call;
  } catch (error) {
    if (!isSo(error)) throw error;
    return null;
  }
}
