import { isFinished, sameStoredTask } from "@/adapters/taskwarrior/v2/import_rules.ts";
import type { StoredTask } from "@/adapters/taskwarrior/stored/stored_line.ts";
import type { UndoEntry } from "@/adapters/taskwarrior/stored/undo_entries.ts";

/** What happened to one task since a write of ours. */
interface LossEvidence {
  /** In order, the first one is ours. */
  readonly entries: readonly UndoEntry[];
  readonly isOwn: (entry: UndoEntry) => boolean;
  /** As it stands; `null`: in neither file. */
  readonly current: StoredTask | null;
  readonly nowSeconds: number;
}

export type LossVerdict =
  | { readonly kind: "fine" }
  /** A command may be between its data and its record. */
  | { readonly kind: "unsettled" }
  /** Proven: nobody who had seen our values put the old ones back. */
  | { readonly kind: "restore"; readonly task: StoredTask };

interface Wanted {
  readonly value: string | undefined;
  /** What our writes replaced: a command that had read it before has it still. */
  readonly replaced: Set<string | undefined>;
}

/**
 * Whether a command of 2.6's that had read the files before our write and wrote all of them after it destroyed
 * ours. Each command records the task as it had read it: so one that had not seen our value, and did not change
 * it, shows as that; one that had seen it and changed it meant to.
 */
export function lossOf({ entries, isOwn, current, nowSeconds }: LossEvidence): LossVerdict {
  const last = entries.at(-1);
  if (last === undefined) return { kind: "fine" };
  if (current === null) return absent(last);
  const wanted = wantedAfter(entries, isOwn);
  const lost = [...wanted].filter(([name, { value, replaced }]) =>
    current.get(name) !== value && replaced.has(current.get(name))
  );
  if (lost.length === 0) return { kind: "fine" };
  const names = lost.map(([name]) => name);
  const records = { entries, isOwn, names };
  const isTold = isLastOf(current, records) || !isTooFresh(entries, isOwn, nowSeconds);
  if (!isRecorded(current, records) || !isTold) return { kind: "unsettled" };
  const task = new Map(current);
  for (const [name, { value }] of lost) {
    if (value === undefined) task.delete(name);
    else task.set(name, value);
  }
  return { kind: "restore", task };
}

/** A finished one is on its way from one file to the other, or purged; no command takes an open one away. */
function absent(last: UndoEntry): LossVerdict {
  if (last.new.get("status") === "deleted") return { kind: "fine" };
  return isFinished(last.new) ? { kind: "unsettled" } : { kind: "restore", task: last.new };
}

function wantedAfter(
  entries: readonly UndoEntry[],
  isOwn: LossEvidence["isOwn"],
): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, Wanted>();
  for (const entry of entries) {
    if (isOwn(entry)) {
      for (const name of changedBetween(entry.old ?? new Map(), entry.new)) {
        const replaced = wanted.get(name)?.replaced ?? new Set();
        replaced.add(entry.old?.get(name));
        wanted.set(name, { value: entry.new.get(name), replaced });
      }
    } else if (isEditOfDeleted(entry, wanted)) wanted.clear();
    else {
      for (const [name, { value, replaced }] of wanted) {
        const [before, after] = [entry.old?.get(name), entry.new.get(name)];
        const hadNotSeen = before !== value && replaced.has(before) && after === before;
        if (after !== value && !hadNotSeen) wanted.delete(name);
      }
    }
  }
  return wanted;
}

/** Who had not seen that we deleted the task, and changed it: that goes before the deletion. */
function isEditOfDeleted(entry: UndoEntry, wanted: ReadonlyMap<string, Wanted>): boolean {
  const { old } = entry;
  const status = wanted.get("status");
  return old !== null && status?.value === "deleted" && status.replaced.has(old.get("status")) &&
    changedBetween(old, entry.new).length > 0;
}

interface Records extends Pick<LossEvidence, "entries" | "isOwn"> {
  /** Of the attributes that are lost. */
  readonly names: readonly string[];
}

/**
 * The task as a command left it that has ended, or as it was before ours. One of ours that had found them lost
 * already only tells what it had read: somebody may still be about to record that.
 */
function isRecorded(state: StoredTask, { entries, isOwn, names }: Records): boolean {
  return entries.some((entry, at) => {
    const { old } = entry;
    const isIt = sameStoredTask(state, entry.new) ||
      isOwn(entry) && old !== null && sameStoredTask(state, old);
    if (!isIt || !isOwn(entry) || old === null) return isIt;
    const foundLost = names.some((name) => old.get(name) === entry.new.get(name));
    return !foundLost || isRecorded(old, { entries: entries.slice(0, at), isOwn, names });
  });
}

/**
 * As a command left it that was recorded after ours and changed something that ours has not: had it written before, ours
 * would have destroyed that.
 */
function isLastOf(current: StoredTask, { entries, isOwn, names }: Records): boolean {
  const own = entries.findLastIndex(isOwn);
  return entries.slice(own + 1).some((entry) =>
    sameStoredTask(current, entry.new) &&
    changedBetween(entry.old ?? new Map(), entry.new).some((name) =>
      !names.includes(name) && entry.new.get(name) !== entries[own]?.new.get(name)
    )
  );
}

/** Within one second, a task that was put back cannot be told from one that was never written. */
function isTooFresh(
  entries: readonly UndoEntry[],
  isOwn: LossEvidence["isOwn"],
  nowSeconds: number,
): boolean {
  return entries.some((entry) => {
    const at = Number(entry.new.get("modified"));
    return isOwn(entry) && entry.old !== null && Number(entry.old.get("modified")) >= at &&
      nowSeconds <= at + 2;
  });
}

export function isDeletion(before: StoredTask, after: StoredTask): boolean {
  return after.get("status") === "deleted" && before.get("status") !== "deleted";
}

const volatile: ReadonlySet<string> = new Set(["modified", "tags", "depends"]);

/** Attributes that differ; lists by their elements, and what moves at each write left out. */
export function changedBetween(a: StoredTask, b: StoredTask): readonly string[] {
  const names = new Set([...a.keys(), ...b.keys()]);
  return [...names].filter((name) => !volatile.has(name) && a.get(name) !== b.get(name));
}
