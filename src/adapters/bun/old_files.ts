import * as fs from "node:fs";
import { readFile, rm, stat as statOf } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { named } from "./errors.ts";
import { fileInfo } from "./file_info.ts";

interface Making {
  readonly dir?: string;
  readonly prefix?: string;
}

/** The members of Deno that read, make and remove files. */
export const files = {
  chmodSync: fs.chmodSync,
  copyFileSync: (from: string, to: string) => fs.copyFileSync(from, to),
  linkSync: fs.linkSync,
  lstatSync: (path: string) => fileInfo(fs.lstatSync(path)),
  mkdirSync: (path: string, options: Deno.MkdirOptions = {}) => void fs.mkdirSync(path, options),
  readDirSync: (path: string) => fs.readdirSync(path).map((name) => ({ name })),
  realPathSync: (path: string) => fs.realpathSync.native(path),
  renameSync: fs.renameSync,
  removeSync: (path: string, { recursive = false }: Deno.RemoveOptions = {}) =>
    fs.rmSync(path, { recursive }),
  remove: (path: string, { recursive = false }: Deno.RemoveOptions = {}) => rm(path, { recursive }),
  stat: async (path: string) => fileInfo(await named(statOf(path))),
  statSync: (path: string) => fileInfo(fs.statSync(path)),
  readTextFile: (path: string) => named(readFile(path, "utf8")),
  readTextFileSync: (path: string) => fs.readFileSync(path, "utf8"),
  writeTextFileSync: (path: string, text: string, { mode = 0o666 }: Deno.WriteFileOptions = {}) =>
    fs.writeFileSync(path, text, { mode }),
  makeTempDir: ({ dir = tmpdir(), prefix = "" }: Making = {}) =>
    fs.promises.mkdtemp(join(dir, prefix)),
  makeTempFileSync({ dir = tmpdir(), prefix = "" }: Making = {}): string {
    const path = join(dir, prefix + crypto.randomUUID());
    fs.closeSync(fs.openSync(path, "wx", 0o600));
    return path;
  },
};
