import { Buffer } from "node:buffer";
import type { HeldFile } from "@/adapters/taskwarrior/task_files.ts";

/** The same bytes. */
export function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

/** All that is in it. */
export function contentOf(file: HeldFile): Buffer {
  return bufferOf(file.read(0, file.size()));
}

/** Where a task's line stands in a file; without its newline. */
export interface LinePlace {
  readonly file: "pending" | "completed";
  readonly start: number;
  readonly end: number;
  /** Bytes, one a character. */
  readonly line: string;
}

interface FoundLines {
  readonly places: ReadonlyMap<string, LinePlace>;
  /** There more than once. */
  readonly twins: ReadonlySet<string>;
}

/** Never in the middle of a value: a quote in one is escaped, and what ends in ` uuid:` is followed by a space. */
const uuidForm = /(?:^\[| )uuid:"([0-9a-fA-F-]{36})"/;

/** The lines of some tasks. */
export function findLines(
  name: LinePlace["file"],
  content: Buffer,
  uuids: ReadonlySet<string>,
): FoundLines {
  const places = new Map<string, LinePlace>();
  const twins = new Set<string>();
  let start = 0;
  while (start < content.length) {
    const newline = content.indexOf(10, start);
    const end = newline < 0 ? content.length : newline;
    const line = content.toString("latin1", start, end);
    const uuid = uuidForm.exec(line)?.[1];
    if (uuid !== undefined && uuids.has(uuid)) {
      if (places.has(uuid)) twins.add(uuid);
      else places.set(uuid, { file: name, start, end, line });
    }
    start = end + 1;
  }
  return { places, twins };
}

/** Whether it ends in the middle of a line. */
export function isCut(content: Buffer): boolean {
  return content.length > 0 && content[content.length - 1] !== 10;
}

/** A change of a file that begins with `from` and goes to its end. */
export interface FileEdit {
  readonly path: string;
  readonly from: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

export interface ChangedLine {
  readonly place: LinePlace;
  readonly line: string;
}

/** The file with some of its lines as given and others added; `null`: no change. */
export function editLines(
  path: string,
  content: Buffer,
  { changed, added }: {
    readonly changed: readonly ChangedLine[];
    readonly added: readonly string[];
  },
): FileEdit | null {
  if (changed.length === 0 && added.length === 0) return null;
  const inOrder = changed.toSorted((a, b) => a.place.start - b.place.start);
  const from = inOrder[0]?.place.start ?? content.length;
  const parts: Buffer[] = [];
  let at = from;
  for (const { place, line } of inOrder) {
    parts.push(content.subarray(at, place.start), Buffer.from(line, "latin1"));
    at = place.end;
  }
  parts.push(content.subarray(at), ...added.map((line) => Buffer.from(`${line}\n`, "latin1")));
  return { path, from, before: content.subarray(from), after: Buffer.concat(parts) };
}

/** The file with lines added. */
export function appendTo(path: string, size: number, text: string): FileEdit {
  return { path, from: size, before: new Uint8Array(), after: Buffer.from(text, "latin1") };
}
