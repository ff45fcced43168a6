import { sha1 } from "@noble/hashes/legacy.js";
import { bytesOfText } from "@/adapters/taskwarrior/stored/stored_line.ts";
import { textOf } from "@/adapters/taskwarrior/stored/stored_text.ts";
import { bufferOf } from "@/adapters/taskwarrior/stored/task_file.ts";
import type { FileStat, TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";

/** Where a file that only grows was: enough to tell later whether what was there still is. */
export interface FileMark extends FileStat {
  /** Digest of the last bytes before `size`; empty where it is not needed. */
  readonly tail: string;
}

/** A file of which somebody knows where it was. */
export interface MarkedFile {
  /** `null`: there is no such file. */
  mark(withTail: boolean): FileMark | null;
  /** Untouched since, as far as the file system tells. */
  isUntouched(mark: FileMark | null): boolean;
  /** Whether what was there at the one mark still was at the other, with at most something added. */
  hasGrown(then: FileMark | null, now: FileMark | null): boolean;
  /** What was added between two marks, as text; `null` where the file was cut, replaced or written anew. */
  appended(then: FileMark | null, now: FileMark | null): string | null;
  /** Bytes from `from` on, at most up to `to`, as text. */
  text(from: number, to: number): string;
  /** All of it; empty where there is no such file. */
  allText(): string;
  /** Those of these lines that are in it. */
  linesAmong(lines: ReadonlySet<string>): readonly string[];
  size(): number;
}

/** A file is searched by so much at a time, or by its longest line. */
const pieceBytes = 1024 * 1024;
/** So many lines are looked for one by one. */
const maxSought = 32;

const tailBytes = 256;

export function markedFile(
  files: Pick<TaskFiles, "stat" | "read">,
  path: string,
): MarkedFile {
  const text = (from: number, to: number) => textOf(files.read(path, from, to));
  const size = () => files.stat(path)?.size ?? 0;
  function digestBefore(end: number): string {
    const tail = files.read(path, Math.max(0, end - tailBytes), end);
    return sha1(tail).toHex().slice(0, 16);
  }
  function hasGrown(then: FileMark | null, now: FileMark | null): boolean {
    if (then === null || now === null) return then === null;
    return now.inode === then.inode && now.size >= then.size &&
      digestBefore(then.size) === then.tail;
  }
  return {
    text,
    size,
    hasGrown,
    mark(withTail) {
      const stat = files.stat(path);
      if (stat === null) return null;
      return { ...stat, tail: withTail ? digestBefore(stat.size) : "" };
    },
    isUntouched(mark) {
      const stat = files.stat(path);
      if (stat === null || mark === null) return stat === null && mark === null;
      return stat.inode === mark.inode && stat.size === mark.size &&
        stat.modifiedMs === mark.modifiedMs;
    },
    appended(then, now) {
      if (!hasGrown(then, now)) return null;
      return now === null ? "" : text(then?.size ?? 0, now.size);
    },
    linesAmong(lines) {
      const sought = new Map([...lines].map((line) => [bytesOfText(line), line]));
      const end = size();
      const found: string[] = [];
      for (let from = 0, length = pieceBytes; from < end;) {
        const to = Math.min(end, from + length);
        const text = bufferOf(files.read(path, from, to)).toString("latin1");
        if (text === "") break;
        const whole = to === end ? text.length : text.lastIndexOf("\n") + 1;
        if (whole === 0) length *= 2;
        else {
          for (const bytes of among(sought, text.slice(0, whole))) {
            found.push(sought.get(bytes) ?? "");
          }
          from += whole;
        }
      }
      return found;
    },
    allText() {
      const end = size();
      return end === 0 ? "" : text(0, end);
    },
  };
}

/** Those of these lines that are in the text. */
function among(sought: ReadonlyMap<string, string>, text: string): readonly string[] {
  if (sought.size > maxSought) return text.split("\n").filter((line) => sought.has(line));
  const lines = `\n${text}\n`;
  return [...sought.keys()].filter((line) => lines.includes(`\n${line}\n`));
}
