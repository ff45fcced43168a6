import type { TextFiles } from "@/ports/text_files.ts";

interface File {
  text: string;
  mode: number;
  modifiedMs: number;
}

export interface MemoryTextFiles extends TextFiles {
  /** By path; a folder is there as long as something is in it. */
  readonly all: Map<string, File>;
  /** Paths that nobody may write to, and folders in which nobody may make any. */
  readonly readOnly: Set<string>;
  /** What is there, without modes and times. */
  texts(): Readonly<Record<string, string>>;
}

export function memoryTextFiles(
  given: Readonly<Record<string, string>> = {},
  nowMs: () => number = () => 0,
): MemoryTextFiles {
  const made = (text: string, mode: number): File => ({ text, mode, modifiedMs: nowMs() });
  const all = new Map(Object.entries(given).map(([path, text]) => [path, made(text, 0o600)]));
  const readOnly = new Set<string>();
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf("/"));
  const isIn = (folder: string) => [...all.keys()].some((path) => path.startsWith(`${folder}/`));

  function put(path: string, text: string, mode: number): void {
    if (readOnly.has(path) || readOnly.has(folderOf(path))) {
      throw new Error(`EROFS: read-only file system, open '${path}'`);
    }
    all.set(path, made(text, mode));
  }

  return {
    all,
    readOnly,
    texts: () => Object.fromEntries([...all].map(([path, { text }]) => [path, text])),
    read: (path) => Promise.resolve(all.get(path)?.text ?? null),
    facts(path) {
      const file = all.get(path);
      if (file === undefined) {
        const folder = { mode: 0o40700, size: 0, modifiedMs: 0 };
        return Promise.resolve(isIn(path) ? folder : null);
      }
      const { mode, modifiedMs, text } = file;
      return Promise.resolve({ mode: 0o100000 | mode, size: text.length, modifiedMs });
    },
    isWritable: (folder) => Promise.resolve(!readOnly.has(folder)),
    replace: (path, text, mode) => Promise.try(put, path, text, mode),
    rewrite: (path, text, mode) =>
      Promise.try(put, path, text, (all.get(path)?.mode ?? mode) & mode),
    setMode(path, mode) {
      const file = all.get(path);
      if (file !== undefined) file.mode = mode;
      return Promise.resolve();
    },
    remove: (path) => Promise.resolve(void all.delete(path)),
    removeIfEmpty: () => Promise.resolve(),
    absolute: (path) => path.startsWith("/") ? path : `/home/ada/desk/${path}`,
    beside: (path, name) => `${folderOf(path)}/${name}`,
  };
}
