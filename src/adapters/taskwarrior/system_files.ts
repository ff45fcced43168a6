import {
  closeSync,
  constants,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { FileStat, Held, HeldFile, TaskFiles } from "@/adapters/taskwarrior/task_files.ts";

/** The files of this machine. */
export const systemFiles: TaskFiles = {
  stat: statOf,
  read,
  realPath: (path) => Deno.realPathSync(path),
  executablesIn,
  create,
  rename: renameSync,
  remove: unlinkSync,
  whileHeld,
};

function statOf(path: string): FileStat | null {
  try {
    const { ino, size, mtime } = Deno.statSync(path);
    return { inode: ino ?? 0, size, modifiedMs: mtime?.getTime() ?? 0 };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw error;
  }
}

function read(path: string, from: number, to: number): Uint8Array {
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

function executablesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => isExecutable(`${folder}/${name}`)).toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

function isExecutable(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? 0) & 0o111) !== 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function create(path: string, content: Uint8Array): void {
  const descriptor = openSync(path, "wx", 0o600);
  try {
    put(descriptor, 0, content);
  } catch (error) {
    unlinkSync(path);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The lock is a POSIX one. No JavaScript runtime takes those itself, so SQLite does: it locks what it takes for
 * a database before it looks at it, and in exclusive mode keeps the lock until it is closed, whatever the file
 * is. Such a lock belongs to the whole process and goes when it closes any descriptor of the file: `work` must
 * neither wait nor open a file of these, and nothing else in the process may open them unasked (a watch of
 * the folder does). It is opened for reading only, so SQLite never writes.
 */
function whileHeld<T>(
  paths: readonly string[],
  work: (files: readonly HeldFile[]) => T,
): Held<T> {
  const descriptors: number[] = [];
  const locks: DatabaseSync[] = [];
  const ours: Deno.FsFile[] = [];
  let isFirstLocked = false;
  try {
    const files = paths.map((path) => {
      const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o666);
      descriptors.push(descriptor);
      return heldFile(path, descriptor);
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
    if (!paths.every((path, at) => isInPlace(path, descriptors[at]))) return { kind: "busy" };
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
function isInPlace(path: string, descriptor: number | undefined): boolean {
  return descriptor !== undefined &&
    statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(descriptor).ino;
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

function heldFile(path: string, descriptor: number): HeldFile {
  return {
    path,
    size: () => fstatSync(descriptor).size,
    read(from, to) {
      const bytes = new Uint8Array(Math.max(0, to - from));
      let length = 0;
      while (length < bytes.length) {
        const count = readSync(descriptor, bytes, length, bytes.length - length, from + length);
        if (count === 0) break;
        length += count;
      }
      return bytes.subarray(0, length);
    },
    put: (from, bytes) => put(descriptor, from, bytes),
  };
}

function put(descriptor: number, from: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    written += writeSync(descriptor, bytes, written, bytes.length - written, from + written);
  }
  ftruncateSync(descriptor, from + bytes.length);
  fdatasyncSync(descriptor);
}
