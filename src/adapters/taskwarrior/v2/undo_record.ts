import { bufferOf } from "@/adapters/taskwarrior/stored/task_file.ts";
import {
  type OwnRange,
  stillThere,
  undoEntriesIn,
  type UndoEntry,
} from "@/adapters/taskwarrior/stored/undo_entries.ts";

type EntryPlace = Pick<UndoEntry, "uuid" | "from" | "to">;

/** A part of `undo.data`, and where the entries in it stand. */
interface UndoPart {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly places: readonly EntryPlace[];
}

/**
 * What earlier looks at `undo.data` and at the tasks have found out. What stands there as it stood then is not gone
 * through again: of a thousand writes that are looked after, a command of somebody's touches one.
 */
export interface UndoMemory {
  /** The entries of the file from `offset` to its end, and those of the ranges that still are what they were. */
  read(
    bytes: Uint8Array,
    offset: number,
    ranges: readonly OwnRange[],
  ): { readonly places: readonly EntryPlace[]; readonly ranges: readonly OwnRange[] };
  /** Whether the task was found as it should be, when it stood and was recorded as this says. */
  isFine(uuid: string, as: string): boolean;
  /** Of these tasks it is known what to find; all others are forgotten. */
  note(fine: ReadonlyMap<string, string>): void;
}

export function createUndoMemory(): UndoMemory {
  let known: UndoPart = { offset: 0, bytes: new Uint8Array(), places: [] };
  let verified = new Set<string>();
  let fine: ReadonlyMap<string, string> = new Map();

  /** Up to where the file is as it was; at most up to the end of the last entry then. */
  function sameUpTo(bytes: Uint8Array, offset: number): number {
    const end = known.places.at(-1)?.to ?? 0;
    if (offset < known.offset || end > offset + bytes.length || end <= offset) return offset;
    const [now, then] = [
      bytes.subarray(0, end - offset),
      known.bytes.subarray(offset - known.offset, end - known.offset),
    ];
    return bufferOf(now).equals(then) ? end : offset;
  }

  return {
    read(bytes, offset, ranges) {
      const upTo = sameUpTo(bytes, offset);
      if (upTo === offset) verified = new Set();
      const places = [
        ...known.places.filter(({ from, to }) => from >= offset && to <= upTo),
        ...undoEntriesIn(bytes.subarray(upTo - offset), upTo)
          .map(({ uuid, from, to }) => ({ uuid, from, to })),
      ];
      known = { offset, bytes, places };
      const isKnown = (range: OwnRange) => range.to <= upTo && verified.has(keyOf(range));
      const proven = new Set(
        stillThere(ranges.filter((range) => !isKnown(range)), bytes, offset).map(keyOf),
      );
      const there = ranges.filter((range) => isKnown(range) || proven.has(keyOf(range)));
      verified = new Set(there.map(keyOf));
      return { places, ranges: there };
    },
    isFine: (uuid, as) => fine.get(uuid) === as,
    note: (found) => void (fine = found),
  };
}

function keyOf({ from, to, digest }: OwnRange): string {
  return `${from} ${to} ${digest}`;
}

/** The entries of some tasks, by task and in order. */
export function entriesOf(
  places: readonly EntryPlace[],
  { bytes, offset }: Pick<UndoPart, "bytes" | "offset">,
): ReadonlyMap<string, readonly UndoEntry[]> {
  const groups = new Map<string, UndoEntry[]>();
  for (const { uuid, from, to } of places) {
    const [entry] = undoEntriesIn(bytes.subarray(from - offset, to - offset), from);
    if (entry === undefined) continue;
    const group = groups.get(uuid);
    if (group === undefined) groups.set(uuid, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** What decides whether a task is as it should be: where it is recorded, and its line. */
export function standOf(line: string | undefined, places: readonly EntryPlace[]): string {
  return `${places.map(({ from, to }) => `${from}-${to}`).join()} ${line ?? ""}`;
}

/** By task, in the order of the file. */
export function byTaskOf(
  places: readonly EntryPlace[],
): ReadonlyMap<string, readonly EntryPlace[]> {
  const groups = new Map<string, EntryPlace[]>();
  for (const place of places) {
    const group = groups.get(place.uuid);
    if (group === undefined) groups.set(place.uuid, [place]);
    else group.push(place);
  }
  return groups;
}
