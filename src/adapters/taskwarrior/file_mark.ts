import { createHash } from "node:crypto";

/** Where a file that only grows was: enough to tell later whether what was there still is. */
export interface FileMark {
  readonly inode: number;
  readonly size: number;
  readonly modifiedMs: number;
  /** Digest of the last bytes before `size`; empty where it is not needed. */
  readonly tail: string;
}

const tailBytes = 256;

/** `null`: there is no such file. */
export function markFile(path: string, withTail: boolean): FileMark | null {
  const stat = statOf(path);
  if (stat === null) return null;
  return { ...stat, tail: withTail ? digestBefore(path, stat.size) : "" };
}

/** Untouched since, as far as the file system tells. */
export function isUntouched(path: string, mark: FileMark | null): boolean {
  const stat = statOf(path);
  if (stat === null || mark === null) return stat === null && mark === null;
  return stat.inode === mark.inode && stat.size === mark.size &&
    stat.modifiedMs === mark.modifiedMs;
}

/** What was added between two marks, as text; `null` where the file was cut, replaced or written anew. */
export function appended(path: string, then: FileMark | null, now: FileMark | null): string | null {
  if (now === null) return then === null ? "" : null;
  if (then === null) return read(path, 0, now.size);
  const isSame = now.inode === then.inode && now.size >= then.size &&
    digestBefore(path, then.size) === then.tail;
  return isSame ? read(path, then.size, now.size) : null;
}

/** Bytes from `from` on, at most up to `to`, as text. */
export function read(path: string, from: number, to: number): string {
  return new TextDecoder().decode(bytes(path, from, to));
}

function digestBefore(path: string, size: number): string {
  return createHash("sha1").update(bytes(path, Math.max(0, size - tailBytes), size)).digest("hex")
    .slice(0, 16);
}

function bytes(path: string, from: number, to: number): Uint8Array {
  using file = Deno.openSync(path);
  file.seekSync(from, Deno.SeekMode.Start);
  const buffer = new Uint8Array(Math.max(0, to - from));
  let length = 0;
  while (length < buffer.length) {
    const count = file.readSync(buffer.subarray(length));
    if (count === null) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

function statOf(path: string): Omit<FileMark, "tail"> | null {
  try {
    const { ino, size, mtime } = Deno.statSync(path);
    return { inode: ino ?? 0, size, modifiedMs: mtime?.getTime() ?? 0 };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
