import { closeSync, constants, fstatSync, openSync, readSync, statSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** A file that no other process reads or writes by Taskwarrior's rules, as long as it is held. */
export interface HeldFile {
  readonly path: string;
  readonly descriptor: number;
}

/**
 * Does `work` while all of the files are held, which Taskwarrior 2.6 waits for at each of its reads and
 * writes; they are made where they are missing. `busy`: somebody holds one now.
 *
 * The lock is a POSIX one. No JavaScript runtime takes those itself, so SQLite does: it locks what it takes for
 * a database before it looks at it, and in exclusive mode keeps the lock until it is closed, whatever the file
 * is. Such a lock belongs to the whole process and goes when it closes any descriptor of the file: `work` must
 * neither wait nor open a file of these, and nothing else in the process may open them unasked (a watch of
 * the folder does). It is opened for reading only, so SQLite never writes.
 */
export function whileHeld<T>(
  paths: readonly string[],
  work: (files: readonly HeldFile[]) => T,
): { readonly kind: "done"; readonly value: T } | { readonly kind: "busy" } {
  const descriptors: number[] = [];
  const locks: DatabaseSync[] = [];
  const ours: Deno.FsFile[] = [];
  let isFirstLocked = false;
  try {
    const files = paths.map((path) => {
      const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o666);
      descriptors.push(descriptor);
      return { path, descriptor };
    });
    // The lock below holds off Taskwarrior, not another process of this program.
    const first = Deno.openSync(paths[0] ?? "", { read: true, write: true });
    ours.push(first);
    if (!first.tryLockSync(true)) return { kind: "busy" };
    isFirstLocked = true;
    for (const path of paths) {
      const database = new DatabaseSync(path, { readOnly: true });
      locks.push(database);
      if (!isLocked(database)) return { kind: "busy" };
    }
    if (!files.every(isInPlace)) return { kind: "busy" };
    return { kind: "done", value: work(files) };
  } finally {
    for (const database of locks) database.close();
    for (const descriptor of descriptors) closeSync(descriptor);
    for (const file of ours) {
      // Not only closed: a child that is being started holds a copy of the open file for an instant.
      if (isFirstLocked) file.unlockSync();
      file.close();
    }
  }
}

/** Not put aside since it was opened, as by a restore. */
function isInPlace({ path, descriptor }: HeldFile): boolean {
  return statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(descriptor).ino;
}

/** What SQLite says of a file that is not its own; the lock is there then. */
const notADatabase = 26;
const busy = 5;

function isLocked(database: DatabaseSync): boolean {
  try {
    database.exec("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE");
    database.prepare("SELECT 1 FROM sqlite_schema").all();
    return true;
  } catch (error) {
    switch ((error as { readonly errcode?: number }).errcode) {
      case notADatabase:
        return true;
      case busy:
        return false;
    }
    throw error;
  }
}

/** All that is in it. */
export function contentOf({ descriptor }: HeldFile): Uint8Array {
  return bytesOf(descriptor, 0, fstatSync(descriptor).size);
}

/** What is in it from there on; at most its last bytes. */
export function endOf({ descriptor }: HeldFile, maxBytes: number): Uint8Array {
  const { size } = fstatSync(descriptor);
  return bytesOf(descriptor, Math.max(0, size - maxBytes), size);
}

export function sizeOf({ descriptor }: HeldFile): number {
  return fstatSync(descriptor).size;
}

function bytesOf(descriptor: number, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array(to - from);
  let length = 0;
  while (length < bytes.length) {
    const count = readSync(descriptor, bytes, length, bytes.length - length, from + length);
    if (count === 0) break;
    length += count;
  }
  return bytes.subarray(0, length);
}
