import * as fs from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { FileFacts, Files, OpenFile, Opening } from "@/ports/system.ts";
import { flock } from "./flock.ts";

export const files: Files = {
  facts: (path) => orNull(fs.statSync(path, { throwIfNoEntry: false })),
  linkFacts: (path) => orNull(fs.lstatSync(path, { throwIfNoEntry: false })),
  readText: (path) => fs.readFileSync(path, "utf8"),
  readTextLater: (path) => readFile(path, "utf8"),
  readBytes: (path) => fs.readFileSync(path),
  write(path, content, how = { create: true, truncate: true }) {
    using file = open(path, { ...how, write: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.write(rest));
  },
  open,
  list: (folder) => fs.readdirSync(folder),
  makeFolder: (path, mode = 0o777) => void fs.mkdirSync(path, { recursive: true, mode }),
  makeTempFolder: (prefix, folder = tmpdir()) => fs.mkdtempSync(join(folder, prefix)),
  makeTempFile(prefix, folder) {
    const path = join(folder, prefix + crypto.randomUUID());
    fs.closeSync(fs.openSync(path, "wx", 0o600));
    return path;
  },
  rename: (from, to) => fs.renameSync(from, to),
  copy: (from, to) => fs.copyFileSync(from, to),
  link: (from, to) => fs.linkSync(from, to),
  remove: (path) => fs.rmSync(path),
  removeTree: (path) => fs.rmSync(path, { recursive: true }),
  changeMode: (path, mode) => fs.chmodSync(path, mode),
  changeOwner: (path, uid, gid) => fs.chownSync(path, uid, gid),
  changeTimes: (path, at) => fs.utimesSync(path, at, at),
  realPath: (path) => fs.realpathSync.native(path),
  readLink: (path) => fs.readlinkSync(path),
};

/** The position is kept here, so that reads and writes share it. */
function open(path: string, how: Opening): OpenFile {
  const descriptor = fs.openSync(path, flagsOf(how), how.mode ?? 0o666);
  const isAppending = how.append === true;
  let position = 0;
  let isClosed = false;
  const close = () => {
    if (!isClosed) fs.closeSync(descriptor);
    isClosed = true;
  };
  return {
    read(into) {
      const count = fs.readSync(descriptor, into, 0, into.length, position);
      position += count;
      return count === 0 && into.length > 0 ? null : count;
    },
    write(bytes) {
      const at = isAppending ? null : position;
      const count = fs.writeSync(descriptor, bytes, 0, bytes.length, at);
      position = isAppending ? fs.fstatSync(descriptor).size : position + count;
      return count;
    },
    seek: (to) => void (position = to),
    truncate: (size) => fs.ftruncateSync(descriptor, size),
    facts: () => factsOf(fs.fstatSync(descriptor)),
    sync: () => fs.fsyncSync(descriptor),
    syncLater: () => promisify(fs.fsync)(descriptor),
    tryLock: (how) => flock(descriptor, how),
    unlock: () => void flock(descriptor, "unlock"),
    close,
    [Symbol.dispose]: close,
  };
}

function flagsOf(how: Opening): number {
  const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_APPEND, O_TRUNC } = fs.constants;
  const { read = false, write = false, append = false, create = false, createNew = false } = how;
  const access = write || append ? (read ? O_RDWR : O_WRONLY) : O_RDONLY;
  return access | (append ? O_APPEND : 0) | (create || createNew ? O_CREAT : 0) |
    (createNew ? O_EXCL : 0) | (how.truncate === true ? O_TRUNC : 0);
}

function orNull(stats: fs.Stats | undefined): FileFacts | null {
  return stats === undefined ? null : factsOf(stats);
}

/** Times as Deno cuts them off: marks of files outlive the process that made them. */
function factsOf(stats: fs.Stats): FileFacts {
  return {
    isFile: stats.isFile(),
    isFolder: stats.isDirectory(),
    isLink: stats.isSymbolicLink(),
    isSocket: stats.isSocket(),
    size: stats.size,
    mode: stats.mode,
    dev: stats.dev,
    ino: stats.ino,
    uid: stats.uid,
    gid: stats.gid,
    modifiedMs: Math.floor(stats.mtimeMs),
    changedMs: Math.floor(stats.ctimeMs),
    bornMs: Math.floor(stats.birthtimeMs),
  };
}
