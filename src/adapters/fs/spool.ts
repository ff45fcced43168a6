import { Buffer } from "node:buffer";
import {
  appendFileSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { join } from "node:path";

/** What the hook appends its wake-ups to, one short line each. */
export const spoolName = "spool";

/**
 * A folder of its own, because the daemon watches it: a watch opens and closes each file that it tells of,
 * and closing `log.db` would take away the locks that SQLite has on it.
 */
const folderName = "wakes";

/** A wake-up that names no task. */
const noTask = "-";

/** Of a spool that grew beyond all measure no more is read: a look does for all of it. */
const mostBytes = 1_000_000;

export function spoolPath(stateDir: string): string {
  return join(stateDir, folderName, spoolName);
}

export function makeSpoolFolder(stateDir: string): string {
  const folder = join(stateDir, folderName);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Leaves a wake-up for whoever looks next. */
export function leaveWake(stateDir: string): void {
  makeSpoolFolder(stateDir);
  appendFileSync(spoolPath(stateDir), `${noTask}\n`);
}

/** Whether somebody left one, or is about to. */
export function hasWakes(stateDir: string): boolean {
  return statSync(spoolPath(stateDir), { throwIfNoEntry: false }) !== undefined;
}

/** How many wait, and since when (ISO); `null`: none. */
export function waitingWakes(
  stateDir: string,
): { readonly count: number; readonly since: string } | null {
  const found = statSync(spoolPath(stateDir), { throwIfNoEntry: false });
  if (found === undefined) return null;
  const { birthtimeMs, mtimeMs } = found;
  const since = new Date(birthtimeMs > 0 ? Math.min(birthtimeMs, mtimeMs) : mtimeMs).toISOString();
  const lines = found.isFile() ? beginningOf(spoolPath(stateDir)).split("\n") : [];
  return { count: Math.max(1, lines.filter((line) => line !== "").length), since };
}

/**
 * Takes all that waits. A line is a wake-up and no more: what changed stands in Taskwarrior's own feed,
 * so one that is taken and not looked at, because the process ended, is found by the next look all the same.
 * A spool without a line counts as one: somebody has made it and will write where nobody reads any more.
 * What is no file is moved aside and counts as one, too.
 */
export function drainSpool(stateDir: string): readonly string[] {
  const taken = `${spoolPath(stateDir)}.${crypto.randomUUID()}`;
  try {
    renameSync(spoolPath(stateDir), taken);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
  if (!lstatSync(taken).isFile()) return [noTask];
  try {
    const lines = beginningOf(taken).split("\n").filter((line) => line !== "");
    return lines.length === 0 ? [noTask] : lines;
  } finally {
    rmSync(taken, { force: true });
  }
}

function beginningOf(path: string): string {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(Math.min(mostBytes, statSync(path).size));
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}
