import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Writes the whole file or nothing of it, and is on disk when it returns: a reader, a crash and a power
 * cut leave the old content or the new. Waits for the disk, and so does the whole process: handing that to a
 * thread costs more than it gains. Mode and owner stay; a new file is for its owner only.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  const before = statSync(path, { throwIfNoEntry: false });
  try {
    writeNew(temporary, content, before);
    renameSync(temporary, path);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
  flushFolder(dirname(path));
}

/** What writers that were killed left behind; to be called by who has the lock. */
export function removeLeftovers(path: string): void {
  const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  const ending = new RegExp(`(?<name>.*)\\.${uuid}\\.(?:tmp|new)$`, "s");
  const ours = [`.${basename(path)}`, `${basename(path)}.lock`];
  for (const name of readdirSync(dirname(path))) {
    const of = ending.exec(name)?.groups?.["name"];
    if (of !== undefined && ours.includes(of)) rmSync(join(dirname(path), name), { force: true });
  }
}

function writeNew(path: string, content: string | Uint8Array, before: Stats | undefined): void {
  const file = openSync(path, "wx", 0o600);
  try {
    if (before !== undefined) keepOwnerAndMode(file, before);
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The owner first: whose file it becomes, the system takes some bits of the mode away. */
function keepOwnerAndMode(file: number, { uid, gid, mode }: Stats): void {
  const made = fstatSync(file);
  if (made.uid !== uid || made.gid !== gid) fchownSync(file, uid, gid);
  if (made.mode !== mode) fchmodSync(file, mode & 0o7777);
}

function flushFolder(path: string): void {
  const folder = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
