import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";
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
  files.makeFolder(folder, 0o700);
  return folder;
}

export function createSpool(stateDir: string, runtime: Pick<Runtime, "uuid">): Spool {
  const path = spoolPath(stateDir);
  return {
    leave() {
      makeSpoolFolder(stateDir);
      files.write(path, `${anyTask}\n`, { append: true, create: true });
    },
    hasWakes: () => files.facts(path) !== null,
    waiting: () => waitingAt(path),
    drain: () => drain(path, `${path}.${runtime.uuid()}`),
  };
}

function waitingAt(path: string): WaitingWakes | null {
  const found = files.facts(path);
  if (found === null) return null;
  const { bornMs, modifiedMs } = found;
  const since = new Date(bornMs > 0 ? Math.min(bornMs, modifiedMs) : modifiedMs).toISOString();
  return { count: found.isFile ? linesAt(path).length : 1, since };
}

/** What is no file is moved aside and counts as one wake-up, too. */
function drain(path: string, taken: string): readonly string[] {
  if (ifThere(() => files.rename(path, taken)) === null) return [];
  if (files.linkFacts(taken)?.isFile !== true) return [anyTask];
  try {
    return linesAt(taken);
  } finally {
    files.remove(taken);
  }
}

/** One without a line counts as one: somebody has made it and will write where nobody reads any more. */
function linesAt(path: string): readonly string[] {
  const lines = beginningOf(path).split("\n").filter((line) => line !== "");
  return lines.length === 0 ? [anyTask] : lines;
}

function beginningOf(path: string): string {
  using file = files.open(path, { read: true });
  const bytes = new Uint8Array(Math.min(mostBytes, file.facts().size));
  return new TextDecoder().decode(bytes.subarray(0, file.read(bytes) ?? 0));
}
