import { files } from "@system/files.ts";
import { dirname, join } from "@/ports/paths.ts";
import { besideOf, isBesideOf } from "./beside.ts";
import { copyAttributes } from "./file_attributes.ts";
import type { FileFacts } from "./file_facts.ts";
import { writeAll } from "./kernel_lock.ts";
import { ifThere } from "@/ports/missing.ts";
import { systemCode } from "@/ports/system_code.ts";

/**
 * Writes the whole file or nothing of it, and is on disk when it returns: a reader, a crash and a power
 * cut leave the old content or the new. Waits for the disk, and so does the whole process: handing that to a
 * thread costs more than it gains. `before` is what was there: mode, owner and attributes stay. `null`: there
 * was no file; a new one is for its owner only.
 *
 * A file that nothing can be put in the place of (it is mounted by itself, or is somebody else's, who lets us write) is
 * written in place instead; then a reader that takes no lock, or a crash, may find half of it, and the new content beside it.
 */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  before: FileFacts | null,
): void {
  const temporary = besideOf(path, "tmp");
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    const isAlike = writeNew(temporary, bytes, before);
    if (!isAlike) return writeInPlace(temporary, path, bytes);
    if (before !== null) copyAttributes(path, temporary);
    putInPlace(temporary, path, bytes);
  } catch (thrown) {
    ifThere(() => files.remove(temporary));
    throw thrown;
  }
  flushFolder(dirname(path));
}

/** Said of a mount point; of a file that only its owner may rename; of another file system. */
const cannotBeReplaced: readonly (string | null)[] = ["EBUSY", "EPERM", "EXDEV"];

function putInPlace(temporary: string, path: string, bytes: Uint8Array): void {
  try {
    return files.rename(temporary, path);
  } catch (thrown) {
    if (!cannotBeReplaced.includes(systemCode(thrown))) throw thrown;
  }
  writeInPlace(temporary, path, bytes);
}

function writeInPlace(temporary: string, path: string, bytes: Uint8Array): void {
  using file = files.open(path, { write: true });
  writeAll(file, bytes);
  file.truncate(bytes.length);
  file.sync();
  ifThere(() => files.remove(temporary));
}

/** What writers that were killed left behind; to be called by who has the lock. */
export function removeLeftovers(path: string): void {
  const isOurs = [isBesideOf(path), isBesideOf(`${path}.lock`)];
  for (const name of files.list(dirname(path))) {
    if (isOurs.some((is) => is(name))) ifThere(() => files.remove(join(dirname(path), name)));
  }
}

/** Whether it has the owner and the mode of the one before: nobody but root makes a file somebody else's. */
function writeNew(path: string, bytes: Uint8Array, before: FileFacts | null): boolean {
  const mode = firstMode(before?.mode ?? 0o600);
  using file = files.open(path, { write: true, createNew: true, mode });
  const isAlike = before === null || keepOwnerAndMode(path, file.facts(), before);
  writeAll(file, bytes);
  file.sync();
  return isAlike;
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
function keepOwnerAndMode(path: string, made: FileFacts, { uid, gid, mode }: FileFacts): boolean {
  try {
    if (made.uid !== uid || made.gid !== gid) files.changeOwner(path, uid, gid);
  } catch (thrown) {
    if (systemCode(thrown) === "EPERM") return false;
    throw thrown;
  }
  if (made.mode !== mode) files.changeMode(path, mode & 0o7777);
  return true;
}

function flushFolder(path: string): void {
  using folder = files.open(path, { read: true });
  folder.sync();
}
