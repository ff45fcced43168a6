import { chmod, mkdir, rename, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import { markName } from "@/adapters/fs/process_mark.ts";
import { makeSpoolFolder, spoolPath } from "@/adapters/fs/spool.ts";
import { ownHookName } from "@/adapters/taskwarrior/way_of_writing.ts";
import { SyncError } from "@/domain/errors.ts";
import type { FilesReport } from "@/ports/setup.ts";
import { hookMark, hookScript, type HookSettings } from "@/app/hook_script.ts";
import { textOf } from "@/compose/text_file.ts";

export interface HookPlace {
  /** Taskwarrior's `hooks.location`, or `hooks` in its data folder. */
  readonly folder: string;
}

export function hookPath({ folder }: HookPlace): string {
  return join(folder, ownHookName);
}

/** @throws {SyncError} `CONFIG`: a file of that name is somebody else's; the folder is another one in each folder. */
export async function installHook(place: HookPlace, settings: HookSettings): Promise<FilesReport> {
  const path = hookPath(place);
  if (!isAbsolute(place.folder)) {
    throw new SyncError("CONFIG", `Cannot install the hook: hooks.location is ${place.folder}`, {
      hint:
        "Taskwarrior looks for it from wherever it is started: set a path that begins with / or ~.",
    });
  }
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
  await replaceScript(path, text);
  return { ...done, written: [path] };
}

/** In one step, as a command that ends just now runs what is there; a name with a dot in front is never run. */
async function replaceScript(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.${ownHookName}.${crypto.randomUUID()}`);
  try {
    await writeFile(draft, text);
    await chmod(draft, 0o755);
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}

/** Takes away the hook, what it left in the state folder, and the folders that are empty then. */
export async function uninstallHook(place: HookPlace, stateDir: string): Promise<FilesReport> {
  const path = hookPath(place);
  const present = await textOf(path);
  const done = { written: [], unchanged: [], removed: [], notes: [] };
  if (present === null) return done;
  if (!present.includes(hookMark)) {
    return { ...done, notes: [`${path} was kept: it is not ours`] };
  }
  await rm(path);
  await removeEmpty(place.folder);
  await removeWakes(stateDir);
  return { ...done, removed: [path] };
}

/** A daemon watches the folder as long as it runs, and whatever wakes it from there. */
async function removeWakes(stateDir: string): Promise<void> {
  await rm(join(stateDir, markName("hook")), { force: true });
  if (await textOf(join(stateDir, markName("daemon"))) !== null) return;
  const spool = spoolPath(stateDir);
  await rm(spool, { force: true });
  await removeEmpty(dirname(spool));
}

async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (thrown) {
    const { code = "" } = thrown as NodeJS.ErrnoException;
    if (!["ENOENT", "ENOTEMPTY", "EEXIST", "ENOTDIR", "EBUSY", "EACCES", "EPERM"].includes(code)) {
      throw thrown;
    }
  }
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
