import type { Stats } from "node:fs";

type FileInfo = Pick<
  Deno.FileInfo,
  | "birthtime"
  | "dev"
  | "gid"
  | "ino"
  | "isDirectory"
  | "isFile"
  | "isSocket"
  | "isSymlink"
  | "mode"
  | "mtime"
  | "size"
  | "uid"
>;

/** Whole milliseconds, cut off as Deno does: marks of files outlive the process that made them. */
export function fileInfo(stats: Stats): FileInfo {
  return {
    birthtime: new Date(Math.floor(stats.birthtimeMs)),
    dev: stats.dev,
    gid: stats.gid,
    ino: stats.ino,
    isDirectory: stats.isDirectory(),
    isFile: stats.isFile(),
    isSymlink: stats.isSymbolicLink(),
    isSocket: stats.isSocket(),
    mode: stats.mode,
    mtime: new Date(Math.floor(stats.mtimeMs)),
    size: stats.size,
    uid: stats.uid,
  };
}
