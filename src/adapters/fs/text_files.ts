import { constants } from "node:fs";
import {
  access,
  chmod,
  mkdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { TextFiles } from "@/ports/text_files.ts";

export const textFiles: TextFiles = {
  read: (path) => readFile(path, "utf8").catch(nothingThere),
  facts: (path) =>
    stat(path).then(({ mode, size, mtimeMs }) => ({ mode, size, modifiedMs: mtimeMs }))
      .catch(nothingThere),
  isWritable: (folder) =>
    access(folder, constants.W_OK | constants.X_OK).then(() => true, () => false),
  async replace(path, text, mode) {
    await mkdir(dirname(path), { recursive: true });
    await putInPlace(path, text, mode);
  },
  async rewrite(path, text, mode) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const target = await realpath(path).catch(() => path);
    const kept = await stat(target).then((found) => found.mode & 0o777 & mode, () => mode);
    await putInPlace(target, text, kept);
  },
  setMode: chmod,
  remove: (path) => rm(path, { force: true }),
  async removeIfEmpty(folder) {
    try {
      await rmdir(folder);
    } catch (thrown) {
      if (!staying.has(codeOf(thrown))) throw thrown;
    }
  },
  absolute: (path) => resolve(path),
  beside: (path, name) => join(dirname(path), name),
};

const staying: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTEMPTY",
  "EEXIST",
  "ENOTDIR",
  "EBUSY",
  "EACCES",
  "EPERM",
]);

/** Taskwarrior runs no hook whose name begins with a dot. */
async function putInPlace(path: string, text: string, mode: number): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}`);
  try {
    await writeFile(draft, text, { mode: 0o600, flag: "wx" });
    await chmod(draft, mode);
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}

function nothingThere(thrown: unknown): null {
  if (codeOf(thrown) === "ENOENT") return null;
  throw thrown;
}

function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException).code ?? "";
}
