import { sameStoredTask } from "@/adapters/taskwarrior/v2/import_rules.ts";
import { changedBetween, isDeletion } from "@/adapters/taskwarrior/v2/lost_writes.ts";
import type { StoredTask } from "@/adapters/taskwarrior/stored/stored_line.ts";
import type { UndoEntry } from "@/adapters/taskwarrior/stored/undo_entries.ts";

/** What an import of ours met of one task, where it was to be changed by it. */
interface ImportEvidence {
  /** As it was when the import was decided on, and as it was to become. */
  readonly base: StoredTask;
  readonly object: StoredTask;
  /** All that was recorded of it since before the import. */
  readonly entries: readonly UndoEntry[];
  /** As it stands; `null`: in neither file. */
  readonly current: StoredTask | null;
}

interface ImportLoss {
  /** What must be there; `null`: it is. */
  readonly task: StoredTask | null;
  /** A value of somebody else's that ours replaced unseen: ours is taken back. */
  readonly clash: boolean;
  /** The entry that our import made; `null`: none. */
  readonly own: UndoEntry | null;
  /** No entry shows what it was to change: that stood there already. */
  readonly isUntold: boolean;
}

/**
 * What our import put back of others' changes: the import's own entry shows what it had read, and that it wrote
 * the whole task over it; theirs show what they had changed. Only what the import itself left is replaced.
 */
export function importLoss({ base, object, entries, current }: ImportEvidence): ImportLoss {
  const intended = new Set(changedBetween(base, object));
  const first = entries.find((entry) => isOurs(entry, object, intended));
  const own = first ??
    entries.findLast((entry) => isPutBack(entry, { base, object, intended })) ?? null;
  const isUntold = first === undefined;
  if (own === null || current === null) return { task: null, clash: false, own, isUntold };
  const theirs = new Map<string, string | undefined>();
  const read = own.old ?? new Map<string, string>();
  if (own.old !== null) {
    for (const name of changedBetween(base, read)) {
      if (!sameNumber(base.get(name), read.get(name))) theirs.set(name, read.get(name));
    }
  }
  const recorded = new Map<string, string | undefined>();
  const ownAt = entries.indexOf(own);
  for (const [at, entry] of entries.entries()) {
    // Before our record, it is by chance that it had read what ours wrote.
    if (entry === own || at > ownAt && isBasedOn(entry, own)) continue;
    for (const name of changedBetween(entry.old ?? new Map(), entry.new)) {
      recorded.set(name, entry.new.get(name));
    }
  }
  for (const [name, value] of recorded) if (read.get(name) !== value) theirs.set(name, value);
  const lost = [...theirs].filter(([name, value]) =>
    current.get(name) === own.new.get(name) && current.get(name) !== value
  );
  const clash = lost.some(([name]) => intended.has(name) && !isElement(name)) ||
    isDeletion(base, object) && theirs.size > 0;
  const puts = clash
    ? [...[...intended].map((name) => [name, read.get(name)] as const), ...lost]
    : lost;
  if (puts.length === 0) return { task: null, clash, own, isUntold };
  const task = new Map(current);
  for (const [name, value] of puts) {
    if (current.get(name) !== own.new.get(name)) continue;
    if (value === undefined) task.delete(name);
    else task.set(name, value);
  }
  return { task, clash, own, isUntold };
}

/**
 * What an import of ours, or a command that overlapped, destroyed of a task that it was not about: what was recorded
 * last of an attribute, where what stands is what it or one before had replaced. `null`: nothing that is proven.
 * `left`: as a write of ours had left the task before, whether or not they had seen it.
 */
export function bystanderLoss(
  entries: readonly UndoEntry[],
  current: StoredTask | null,
  left?: StoredTask,
): StoredTask | null {
  const last = entries.at(-1);
  if (last === undefined) return null;
  if (current === null) return isFromNothing(entries) ? last.new : null;
  const recorded = new Map<string, Recorded>();
  for (const entry of entries) {
    const old = entry.old ?? new Map<string, string>();
    const deletion = recorded.get("status");
    if (deletion?.after === "deleted" && deletion.before.includes(old.get("status"))) {
      // It was changed by one who had not seen the deletion: that goes before it.
      for (const name of ["status", "end"]) recorded.delete(name);
    }
    for (const name of changedBetween(old, entry.new)) {
      const earlier = recorded.get(name)?.before ?? (left === undefined ? [] : [left.get(name)]);
      const before = [...earlier, old.get(name)];
      recorded.set(name, { before, after: entry.new.get(name) });
    }
  }
  const lost = [...recorded].filter(([name, { before, after }]) =>
    current.get(name) !== after && before.includes(current.get(name))
  );
  if (lost.length === 0) return null;
  const task = new Map(current);
  for (const [name, { after }] of lost) {
    if (after === undefined) task.delete(name);
    else task.set(name, after);
  }
  return task;
}

interface Recorded {
  /** Of each change: what overwrote them all may have read before the first. */
  readonly before: readonly (string | undefined)[];
  readonly after: string | undefined;
}

/** Whether each change follows from the one before, and the first one made the task. */
function isFromNothing(entries: readonly UndoEntry[]): boolean {
  const first = entries.findIndex(({ old }) => old === null);
  if (first < 0) return false;
  return entries.slice(first).every(({ old }, at) =>
    at === 0 || sameOrBoth(old, entries[first + at - 1]?.new ?? null)
  );
}

function sameOrBoth(a: StoredTask | null, b: StoredTask | null): boolean {
  return a === null || b === null ? a === b : sameStoredTask(a, b);
}

function isOurs(entry: UndoEntry, object: StoredTask, intended: ReadonlySet<string>): boolean {
  return [...intended].some((name) =>
    sameNumber(entry.new.get(name), object.get(name)) &&
    entry.new.get(name) !== entry.old?.get(name)
  );
}

/**
 * Somebody had made the change already, unseen by us, and more than that: then all that the import changed is that it put
 * the rest back to what it had been.
 */
function isPutBack(
  entry: UndoEntry,
  { base, object, intended }: Pick<ImportEvidence, "base" | "object"> & {
    readonly intended: ReadonlySet<string>;
  },
): boolean {
  const changed = entry.old === null ? [] : changedBetween(entry.old, entry.new);
  return changed.length > 0 &&
    [...intended].every((name) => sameNumber(entry.new.get(name), object.get(name))) &&
    changed.every((name) =>
      !intended.has(name) && sameNumber(entry.new.get(name), base.get(name)) &&
      sameNumber(entry.new.get(name), object.get(name))
    );
}

/** Whether the command had read what ours wrote: then ours cannot have destroyed what it did. */
function isBasedOn(entry: UndoEntry, own: UndoEntry): boolean {
  const written = changedBetween(own.old ?? new Map(), own.new);
  return written.length > 0 &&
    written.every((name) => sameNumber(entry.old?.get(name), own.new.get(name)));
}

function isElement(name: string): boolean {
  return /^(tags|dep|annotation)_/.test(name);
}

/** An import writes a number with six digits. */
function sameNumber(a: string | undefined, b: string | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  return /^-?\d+(\.\d+)?$/.test(a) && /^-?\d+\.\d{6}$/.test(b) && Number(a) === Number(b);
}
