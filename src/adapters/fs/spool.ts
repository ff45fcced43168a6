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
import type { Runtime } from "@/ports/runtime.ts";
import { anyTask, type Spool, type WaitingWakes } from "@/ports/spool.ts";

/** What the hook appends its wake-ups to, one short line each. */
export const spoolName = "spool";

/**
 * A folder of its own, because the daemon watches it: a watch opens and closes each file that it tells of,
 * and closing `log.db` would take away the locks that SQLite has on it.
 */
const folderName = "wakes";

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

export function createSpool(stateDir: string, runtime: Pick<Runtime, "uuid">): Spool {
  const path = spoolPath(stateDir);
  return {
    leave() {
      makeSpoolFolder(stateDir);
      appendFileSync(path, `${anyTask}\n`);
    },
    hasWakes: () => statSync(path, { throwIfNoEntry: false }) !== undefined,
    waiting: () => waitingAt(path),
    drain: () => drain(path, `${path}.${runtime.uuid()}`),
  };
}

function waitingAt(path: string): WaitingWakes | null {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  const { birthtimeMs, mtimeMs } = found;
  const since = new Date(birthtimeMs > 0 ? Math.min(birthtimeMs, mtimeMs) : mtimeMs).toISOString();
  return { count: found.isFile() ? linesAt(path).length : 1, since };
}

/** What is no file is moved aside and counts as one wake-up, too. */
function drain(path: string, taken: string): readonly string[] {
  try {
    renameSync(path, taken);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw thrown;
  }
  if (!lstatSync(taken).isFile()) return [anyTask];
  try {
    return linesAt(taken);
  } finally {
    rmSync(taken, { force: true });
  }
}

/** One without a line counts as one: somebody has made it and will write where nobody reads any more. */
function linesAt(path: string): readonly string[] {
  const lines = beginningOf(path).split("\n").filter((line) => line !== "");
  return lines.length === 0 ? [anyTask] : lines;
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
