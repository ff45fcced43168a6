import type { Buffer } from "node:buffer";
import { buffers } from "@system/buffers.ts";
import type { HeldFile } from "@/adapters/taskwarrior/stored/task_files.ts";

/** The same bytes. */
export function bufferOf({ buffer, byteOffset, length }: Uint8Array): Buffer {
  return buffers().from(buffer, byteOffset, length);
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
  /** Further lines of those that are there more than once. */
  readonly twins: ReadonlyMap<string, readonly LinePlace[]>;
}

/** Never in the middle of a value: a quote in one is escaped, and what ends in ` uuid:` is followed by a space. */
const uuidForm = /(?:^\[| )uuid:"([0-9a-fA-F-]{36})"/;

/** So many are looked for one by one. */
const maxSought = 8;
/** Text is made of so much at a time. */
const pieceBytes = 1024 * 1024;

/** The lines of some tasks. */
export function findLines(
  name: LinePlace["file"],
  content: Buffer,
  uuids: ReadonlySet<string>,
): FoundLines {
  const places = new Map<string, LinePlace>();
  const twins = new Map<string, readonly LinePlace[]>();
  const note = (start: number, line: string) => {
    const uuid = uuidForm.exec(line)?.[1];
    if (uuid === undefined || !uuids.has(uuid)) return;
    const place = { file: name, start, end: start + line.length, line };
    if (places.has(uuid)) twins.set(uuid, [...twins.get(uuid) ?? [], place]);
    else places.set(uuid, place);
  };
  if (uuids.size === 0) return { places, twins };
  for (const piece of piecesOf(content)) {
    if (uuids.size > maxSought) forEachLine(piece, note);
    else for (const uuid of uuids) forLinesWith(piece, `uuid:"${uuid}"`, note);
  }
  return { places, twins };
}

/** Some lines of a file, a character for each byte. */
interface Piece {
  readonly start: number;
  readonly text: string;
}

/** Text is searched by the runtime itself, bytes are by its libraries, which takes ten times as long. */
function* piecesOf(content: Buffer): Iterable<Piece> {
  for (let start = 0; start < content.length;) {
    const newline = content.indexOf(10, Math.min(start + pieceBytes, content.length) - 1);
    const end = newline < 0 ? content.length : newline + 1;
    yield { start, text: content.toString("latin1", start, end) };
    start = end;
  }
}

type OnLine = (start: number, line: string) => void;

function forEachLine({ start, text }: Piece, call: OnLine): void {
  for (let at = 0; at < text.length;) {
    const end = endOfLine(text, at);
    call(start + at, text.slice(at, end));
    at = end + 1;
  }
}

function forLinesWith({ start, text }: Piece, part: string, call: OnLine): void {
  for (let found = text.indexOf(part); found >= 0;) {
    const from = text.lastIndexOf("\n", found) + 1;
    const end = endOfLine(text, found);
    call(start + from, text.slice(from, end));
    found = text.indexOf(part, end);
  }
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline < 0 ? text.length : newline;
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
  /** `null`: it goes. */
  readonly line: string | null;
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
    parts.push(content.subarray(at, place.start), buffers().from(line ?? "", "latin1"));
    at = line === null ? place.end + 1 : place.end;
  }
  parts.push(content.subarray(at), ...added.map((line) => buffers().from(`${line}\n`, "latin1")));
  return { path, from, before: content.subarray(from), after: buffers().concat(parts) };
}

/** The file with lines added. */
export function appendTo(path: string, size: number, text: string): FileEdit {
  return { path, from: size, before: new Uint8Array(), after: buffers().from(text, "latin1") };
}
