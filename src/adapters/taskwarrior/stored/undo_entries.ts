import { buffers } from "@system/buffers.ts";
import { memory } from "@system/memory.ts";
import { sha1 } from "@noble/hashes/legacy.js";
import { parseLine, type StoredTask } from "@/adapters/taskwarrior/stored/stored_line.ts";

/** One change of one task, as `undo.data` of 2.6 has it. */
export interface UndoEntry {
  /** Where it begins and ends in the file, in bytes. */
  readonly from: number;
  readonly to: number;
  readonly uuid: string;
  /** The task as the command that made the change had read it; `null`: there was none. */
  readonly old: StoredTask | null;
  readonly new: StoredTask;
}

const end = "\n---\n";

/** The entries in a part of the file that begins at `offset`; what is no entry is left out. */
export function undoEntriesIn(bytes: Uint8Array, offset: number): readonly UndoEntry[] {
  const text = buffers().from(bytes).toString("latin1");
  const entries: UndoEntry[] = [];
  let at = 0;
  for (;;) {
    const stop = text.indexOf(end, at);
    if (stop < 0) return entries;
    const entry = entryIn(text.slice(at, stop));
    const to = stop + end.length;
    if (entry !== null) entries.push({ ...entry, from: offset + at, to: offset + to });
    at = to;
  }
}

type Told = Omit<UndoEntry, "from" | "to">;

/** Characters: twice what is looked after of the file, since each look at a task reads all of its entries. */
const mostKept = 1024 * 1024;
const kept = new Map<string, Told | null>();
let keptLength = 0;
memory.onGiveBack(() => {
  kept.clear();
  keptLength = 0;
});

/** Of one text always the same, so what was read of it once is kept for a while. */
function entryIn(text: string): Told | null {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const told = readEntry(text);
  if (text.length > mostKept) return told;
  kept.set(text, told);
  keptLength += text.length;
  for (const oldest of kept.keys()) {
    if (keptLength <= mostKept) break;
    kept.delete(oldest);
    keptLength -= oldest.length;
  }
  return told;
}

function readEntry(text: string): Told | null {
  const lines = text.split("\n");
  const stored = (name: string) =>
    lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1);
  const [oldLine, newLine] = [stored("old"), stored("new")];
  const made = newLine === undefined ? null : parseLine(newLine);
  const old = oldLine === undefined ? null : parseLine(oldLine);
  const uuid = made?.get("uuid");
  if (made === null || uuid === undefined || (oldLine !== undefined && old === null)) return null;
  return { uuid, old, new: made };
}

/** Entries that writes of ours made, and when. */
export interface OwnRange {
  readonly from: number;
  readonly to: number;
  /** Of what is there: it is not ours any more where a `task undo` took it away. */
  readonly digest: string;
  readonly atMs: number;
  /** Tasks that were written again by it; a `task undo` of it means them. */
  readonly restored?: readonly string[];
  /** What it added to `backlog.data`; absent: not known. */
  readonly backlog?: Pick<OwnRange, "from" | "to" | "digest">;
  /** Since when (in ms) it is not there any more; absent: it is. */
  readonly goneAtMs?: number;
}

export function ownRange(bytes: Uint8Array, from: number, atMs: number): OwnRange {
  return { from, to: from + bytes.length, digest: digestOf(bytes), atMs };
}

/** Those that still are what they were. `undo`: the file from `offset` on. */
export function stillThere(
  ranges: readonly OwnRange[],
  undo: Uint8Array,
  offset: number,
): readonly OwnRange[] {
  return ranges.filter(({ from, to, digest }) =>
    to - offset <= undo.length && digestOf(undo.subarray(from - offset, to - offset)) === digest
  );
}

function digestOf(bytes: Uint8Array): string {
  return sha1(bytes).toHex().slice(0, 16);
}
