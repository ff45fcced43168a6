import type { FileFacts, Files, OpenFile, Opening } from "@/ports/system.ts";

export const files: Files = {
  facts: (path) => orNull(() => Deno.statSync(path)),
  linkFacts: (path) => orNull(() => Deno.lstatSync(path)),
  readText: (path) => Deno.readTextFileSync(path),
  readTextLater: (path) => Deno.readTextFile(path),
  readBytes: (path) => Deno.readFileSync(path),
  write(path, content, how = { create: true, truncate: true }) {
    using file = open(path, { ...how, write: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.write(rest));
  },
  open,
  list: (folder) => [...Deno.readDirSync(folder)].map(({ name }) => name),
  makeFolder: (path, mode = 0o777) => Deno.mkdirSync(path, { recursive: true, mode }),
  makeTempFolder: (prefix, dir) =>
    Deno.makeTempDirSync(dir === undefined ? { prefix } : { prefix, dir }),
  makeTempFile: (prefix, dir) => Deno.makeTempFileSync({ prefix, dir }),
  rename: (from, to) => Deno.renameSync(from, to),
  copy: (from, to) => Deno.copyFileSync(from, to),
  link: (from, to) => Deno.linkSync(from, to),
  remove: (path) => Deno.removeSync(path),
  removeTree: (path) => Deno.removeSync(path, { recursive: true }),
  changeMode: (path, mode) => Deno.chmodSync(path, mode),
  changeOwner: (path, uid, gid) => Deno.chownSync(path, orStays(uid), orStays(gid)),
  changeTimes: (path, at) => Deno.utimeSync(path, at, at),
  realPath: (path) => Deno.realPathSync(path),
  readLink: (path) => Deno.readLinkSync(path),
};

function open(path: string, how: Opening): OpenFile {
  const file = Deno.openSync(path, how);
  let isClosed = false;
  const close = () => {
    if (!isClosed) file.close();
    isClosed = true;
  };
  return {
    read: (into) => file.readSync(into),
    write: (bytes) => file.writeSync(bytes),
    seek: (to) => void file.seekSync(to, Deno.SeekMode.Start),
    truncate: (size) => file.truncateSync(size),
    facts: () => factsOf(file.statSync()),
    sync: () => file.syncSync(),
    syncLater: () => file.sync(),
    tryLock: (how) => file.tryLockSync(how === "exclusive"),
    unlock: () => file.unlockSync(),
    close,
    [Symbol.dispose]: close,
  };
}

function orStays(id: number): number | null {
  return id === -1 ? null : id;
}

function orNull(look: () => Deno.FileInfo): FileFacts | null {
  try {
    return factsOf(look());
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return null;
    throw thrown;
  }
}

function factsOf(found: Deno.FileInfo): FileFacts {
  return {
    isFile: found.isFile,
    isFolder: found.isDirectory,
    isLink: found.isSymlink,
    isSocket: found.isSocket ?? false,
    size: found.size,
    mode: found.mode ?? 0,
    dev: found.dev,
    ino: found.ino ?? 0,
    uid: found.uid ?? 0,
    gid: found.gid ?? 0,
    modifiedMs: found.mtime?.getTime() ?? 0,
    changedMs: found.ctime?.getTime() ?? 0,
    bornMs: found.birthtime?.getTime() ?? 0,
  };
}
