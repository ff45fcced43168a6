import { chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeSpoolFolder } from "@/adapters/fs/spool.ts";
import { SyncError } from "@/domain/errors.ts";
import type { FilesReport } from "@/ports/setup.ts";
import { hookMark, hookScript, type HookSettings } from "@/compose/hook_script.ts";

/** Any executable whose name starts with the event runs (contract, hooks). */
const hookName = "on-exit.vikunja-sync";

export interface HookPlace {
  /** Taskwarrior's `hooks.location`, or `hooks` in its data folder. */
  readonly folder: string;
}

export function hookPath({ folder }: HookPlace): string {
  return join(folder, hookName);
}

/** @throws {SyncError} `CONFIG`: a file of that name is somebody else's. */
export async function installHook(place: HookPlace, settings: HookSettings): Promise<FilesReport> {
  const path = hookPath(place);
  const present = await textOf(path);
  if (present !== null && !present.includes(hookMark)) {
    throw new SyncError("CONFIG", `Cannot install the hook: ${path} is not ours`, {
      hint: "Look at it, then move it away.",
    });
  }
  const text = hookScript(settings);
  const done = { written: [], unchanged: [], removed: [], notes: [] };
  makeSpoolFolder(settings.stateDir);
  if (present === text && await isExecutable(path)) return { ...done, unchanged: [path] };
  await mkdir(place.folder, { recursive: true });
  await writeFile(path, text);
  await chmod(path, 0o755);
  return { ...done, written: [path] };
}

export async function uninstallHook(place: HookPlace): Promise<FilesReport> {
  const path = hookPath(place);
  const present = await textOf(path);
  const done = { written: [], unchanged: [], removed: [], notes: [] };
  if (present === null) return done;
  if (!present.includes(hookMark)) {
    return { ...done, notes: [`${path} was kept: it is not ours`] };
  }
  await rm(path);
  return { ...done, removed: [path] };
}

/** Whether it is there as it would be written now; `null`: it is not there. */
export async function isHookCurrent(
  place: HookPlace,
  settings: HookSettings,
): Promise<boolean | null> {
  const present = await textOf(hookPath(place));
  return present === null ? null : present === hookScript(settings);
}

/** Taskwarrior leaves out without a word what is not. */
async function isExecutable(path: string): Promise<boolean> {
  return ((await stat(path)).mode & 0o100) !== 0;
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw thrown;
  }
}
