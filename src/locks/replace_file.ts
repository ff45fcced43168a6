import { randomUUID } from "node:crypto";
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";

const flush = promisify(fsync);

/**
 * Writes the whole file or nothing of it, and is on disk when it returns: a reader, a crash and a power
 * cut leave the old content or the new. Mode and owner stay; a new file is for its owner only.
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
  const before = statSync(path, { throwIfNoEntry: false });
  try {
    await writeNew(temporary, content, before);
    renameSync(temporary, path);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw thrown;
  }
  await flushFolder(dirname(path));
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

async function writeNew(
  path: string,
  content: string | Uint8Array,
  before: Stats | undefined,
): Promise<void> {
  const file = openSync(path, "wx", 0o600);
  try {
    if (before !== undefined) keepOwner(file, before);
    writeFileSync(file, content);
    if (before !== undefined) fchmodSync(file, before.mode & 0o7777);
    await flush(file);
  } finally {
    closeSync(file);
  }
}

function keepOwner(file: number, { uid, gid }: Stats): void {
  const made = fstatSync(file);
  if (made.uid !== uid || made.gid !== gid) fchownSync(file, uid, gid);
}

async function flushFolder(path: string): Promise<void> {
  const folder = openSync(path, constants.O_RDONLY);
  try {
    await flush(folder);
  } finally {
    closeSync(folder);
  }
}
