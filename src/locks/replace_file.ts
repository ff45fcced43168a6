import { chmodSync, chownSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type FileFacts, toFacts } from "./file_facts.ts";
import { writeAll } from "./kernel_lock.ts";

/**
 * Writes the whole file or nothing of it, and is on disk when it returns: a reader, a crash and a power
 * cut leave the old content or the new. Waits for the disk, and so does the whole process: handing that to a
 * thread costs more than it gains. `before` is what was there: mode and owner stay. `null`: there was no
 * file; a new one is for its owner only.
 */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  before: FileFacts | null,
): void {
  const temporary = join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`);
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

function writeNew(path: string, content: string | Uint8Array, before: FileFacts | null): void {
  const mode = firstMode(before?.mode ?? 0o600);
  using file = Deno.openSync(path, { write: true, createNew: true, mode });
  if (before !== null) keepOwnerAndMode(path, toFacts(file.statSync()), before);
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  writeAll(file, bytes);
  file.syncSync();
}

/**
 * The mode it is to have at once, which spares a change; for its owner only where a group may do more than
 * all, as the new file is of our group first.
 */
function firstMode(mode: number): number {
  const [group, others] = [mode >> 3 & 7, mode & 7];
  return group === others ? mode & 0o777 : 0o600;
}

/** The owner first: whose file it becomes, the system takes some bits of the mode away. */
function keepOwnerAndMode(path: string, made: FileFacts, { uid, gid, mode }: FileFacts): void {
  if (made.uid !== uid || made.gid !== gid) chownSync(path, uid, gid);
  if (made.mode !== mode) chmodSync(path, mode & 0o7777);
}

function flushFolder(path: string): void {
  using folder = Deno.openSync(path);
  folder.syncSync();
}
