import { DatabaseSync } from "node:sqlite";
import { files } from "@system/files.ts";
import type {
  FileStat,
  Held,
  HeldFile,
  TaskFiles,
} from "@/adapters/taskwarrior/stored/task_files.ts";
import { ifThere } from "@/ports/missing.ts";
import type { OpenFile } from "@/ports/system.ts";
import { systemCode } from "@/ports/system_code.ts";

/** The files of this machine. */
export const systemFiles: TaskFiles = {
  stat: statOf,
  read,
  realPath: files.realPath,
  executablesIn,
  create,
  rename: files.rename,
  remove: files.remove,
  whileHeld,
};

function statOf(path: string): FileStat | null {
  try {
    const found = files.facts(path);
    if (found === null) return null;
    return { inode: found.ino, size: found.size, modifiedMs: found.modifiedMs };
  } catch (error) {
    if (systemCode(error) === "ENOTDIR") return null;
    throw error;
  }
}

function read(path: string, from: number, to: number): Uint8Array {
  using file = files.open(path, { read: true });
  return bytesOf(file, from, to);
}

function bytesOf(file: OpenFile, from: number, to: number): Uint8Array {
  file.seek(from);
  const buffer = new Uint8Array(Math.max(0, to - from));
  let length = 0;
  while (length < buffer.length) {
    const count = file.read(buffer.subarray(length));
    if (count === null) break;
    length += count;
  }
  return buffer.subarray(0, length);
}

function executablesIn(folder: string): readonly string[] {
  try {
    return files.list(folder).filter((name) => isExecutable(`${folder}/${name}`)).toSorted();
  } catch (error) {
    const code = systemCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

function isExecutable(path: string): boolean {
  const found = files.facts(path);
  return found !== null && found.isFile && (found.mode & 0o111) !== 0;
}

function create(path: string, content: Uint8Array): void {
  using file = files.open(path, { read: true, write: true, createNew: true, mode: 0o600 });
  try {
    put(file, 0, content);
    file.sync();
  } catch (error) {
    ifThere(() => files.remove(path));
    throw error;
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
  const opened: OpenFile[] = [];
  const locks: DatabaseSync[] = [];
  let locked: OpenFile | null = null;
  try {
    const held = paths.map((path) => {
      const file = files.open(path, { read: true, write: true, create: true, mode: 0o666 });
      opened.push(file);
      return heldFile(path, file);
    });
    // The lock below holds off Taskwarrior, not another process of this program.
    const [first] = opened;
    if (first === undefined || !first.tryLock("exclusive")) return { kind: "busy" };
    locked = first;
    for (const path of paths) {
      const database = new DatabaseSync(path, { readOnly: true });
      locks.push(database);
      if (!isLocked(database)) return { kind: "busy" };
    }
    if (!paths.every((path, at) => isInPlace(path, opened[at]))) return { kind: "busy" };
    return { kind: "done", value: work(held) };
  } finally {
    for (const database of locks) database.close();
    // Not only closed: a child that is being started holds a copy of the open file for an instant.
    locked?.unlock();
    for (const file of opened) file.close();
  }
}

/** Not put aside since it was opened, as by a restore. */
function isInPlace(path: string, file: OpenFile | undefined): boolean {
  return file !== undefined && files.facts(path)?.ino === file.facts().ino;
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

function heldFile(path: string, file: OpenFile): HeldFile {
  return {
    path,
    size: () => file.facts().size,
    read: (from, to) => bytesOf(file, from, to),
    put: (from, bytes) => put(file, from, bytes),
    sync: file.sync,
  };
}

function put(file: OpenFile, from: number, bytes: Uint8Array): void {
  file.seek(from);
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.write(rest));
  file.truncate(from + bytes.length);
}
