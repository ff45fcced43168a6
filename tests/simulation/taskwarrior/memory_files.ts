import type {
  FileStat,
  Held,
  HeldFile,
  TaskFiles,
} from "@/adapters/taskwarrior/stored/task_files.ts";

/** Files in memory, as one machine has them. */
export interface MemoryFiles extends TaskFiles {
  text(path: string): string;
  /** In place, or at its end: as Taskwarrior does. @throws with a `code` as of the system where there is no room. */
  write(path: string, text: string): void;
  append(path: string, text: string): void;
  /** Which of the files in a folder can be run. */
  setExecutables(folder: string, names: readonly string[]): void;
  /** Everything in a folder, to be put back later. */
  copyOf(folder: string): FolderCopy;
  putBack(folder: string, copy: FolderCopy, how: { readonly inPlace: boolean }): void;
  /** While somebody else holds the locks. */
  isHeld: boolean;
  /** Bytes that are free; `Infinity` at first. */
  roomBytes: number;
  /** Puts that go through before this process is dead; `Infinity` at first. */
  putsToLive: number;
}

export interface FolderCopy {
  readonly files: ReadonlyMap<string, { readonly bytes: Uint8Array; readonly modifiedMs: number }>;
}

interface File {
  readonly inode: number;
  bytes: Uint8Array;
  size: number;
  modifiedMs: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function createMemoryFiles(now: () => number): MemoryFiles {
  const files = new Map<string, File>();
  const executables = new Map<string, readonly string[]>();
  let inodes = 100;
  let stamp = 0;

  /** Each write has a stamp of its own, as far as the clock is not put back. */
  function touch(file: File): void {
    const ms = now();
    stamp = ms > stamp || ms < stamp - 1 ? ms : stamp + 0.001;
    file.modifiedMs = stamp;
  }

  function made(path: string): File {
    const known = files.get(path);
    if (known !== undefined) return known;
    const file = { inode: inodes++, bytes: new Uint8Array(256), size: 0, modifiedMs: 0 };
    files.set(path, file);
    touch(file);
    return file;
  }

  function there(path: string): File {
    const file = files.get(path);
    if (file === undefined) throw failed("ENOENT", `no such file: ${path}`);
    return file;
  }

  function put(file: File, from: number, bytes: Uint8Array): void {
    const size = from + bytes.length;
    if (memory.putsToLive <= 0) throw new Error("this process is dead");
    const more = size - file.size;
    if (more > memory.roomBytes) throw failed("ENOSPC", "No space left on device");
    if (Number.isFinite(memory.roomBytes)) memory.roomBytes -= more;
    memory.putsToLive -= 1;
    if (size > file.bytes.length) {
      const grown = new Uint8Array(Math.max(size, file.bytes.length * 2));
      grown.set(file.bytes.subarray(0, file.size));
      file.bytes = grown;
    }
    file.bytes.set(bytes, from);
    file.size = size;
    touch(file);
  }

  function held(path: string): HeldFile {
    const file = made(path);
    return {
      path,
      size: () => file.size,
      read: (from, to) => file.bytes.slice(from, Math.min(to, file.size)),
      put: (from, bytes) => put(file, from, bytes),
      sync() {},
    };
  }

  const memory: MemoryFiles = {
    isHeld: false,
    roomBytes: Infinity,
    putsToLive: Infinity,
    stat(path): FileStat | null {
      const file = files.get(path);
      if (file !== undefined) {
        const { inode, size, modifiedMs } = file;
        return { inode, size, modifiedMs };
      }
      const isFolder = executables.has(path) ||
        [...files.keys()].some((each) => each.startsWith(`${path}/`));
      return isFolder ? { inode: 1, size: 4096, modifiedMs: 0 } : null;
    },
    read(path, from, to) {
      const file = there(path);
      return file.bytes.slice(from, Math.min(to, file.size));
    },
    realPath(path) {
      if (memory.stat(path) === null) throw failed("ENOENT", `no such file: ${path}`);
      return path;
    },
    executablesIn: (folder) => executables.get(folder) ?? [],
    create(path, content) {
      if (files.has(path)) throw failed("EEXIST", `there is ${path}`);
      try {
        put(made(path), 0, content);
      } catch (error) {
        files.delete(path);
        throw error;
      }
    },
    rename(from, to) {
      files.set(to, there(from));
      files.delete(from);
    },
    remove(path) {
      there(path);
      files.delete(path);
    },
    whileHeld<T>(paths: readonly string[], work: (files: readonly HeldFile[]) => T): Held<T> {
      if (memory.isHeld) return { kind: "busy" };
      return { kind: "done", value: work(paths.map(held)) };
    },
    text(path) {
      const file = files.get(path);
      return file === undefined ? "" : decoder.decode(file.bytes.subarray(0, file.size));
    },
    write: (path, text) => put(made(path), 0, encoder.encode(text)),
    append(path, text) {
      const file = made(path);
      put(file, file.size, encoder.encode(text));
    },
    setExecutables(folder, names) {
      executables.set(folder, [...names].sort());
      for (const name of names) memory.write(`${folder}/${name}`, `#!/bin/sh ${stamp}\n`);
    },
    copyOf(folder) {
      const inside = [...files].filter(([path]) => path.startsWith(`${folder}/`));
      return {
        files: new Map(inside.map(([path, { bytes, size, modifiedMs }]) => [
          path,
          { bytes: bytes.slice(0, size), modifiedMs },
        ])),
      };
    },
    putBack(folder, copy, { inPlace }) {
      for (const path of [...files.keys()]) {
        if (path.startsWith(`${folder}/`) && !copy.files.has(path)) files.delete(path);
      }
      for (const [path, { bytes, modifiedMs }] of copy.files) {
        if (!inPlace) files.delete(path);
        const file = made(path);
        file.bytes = bytes.slice();
        file.size = bytes.length;
        if (inPlace) touch(file);
        else file.modifiedMs = modifiedMs;
      }
    },
  };
  return memory;
}

function failed(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
