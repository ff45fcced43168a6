import { hookMark, hookScript, type HookSettings } from "@/app/setup/hook_script.ts";
import { SyncError } from "@/domain/errors.ts";
import { ownHookName } from "@/mapping/taskwarrior/own_hook.ts";
import type { Profile } from "@/domain/profile.ts";
import type { HookSpool } from "@/ports/hook_spool.ts";
import type { FilesReport } from "@/ports/setup.ts";
import type { TextFiles } from "@/ports/text_files.ts";

export interface HookPlace {
  /** Taskwarrior's `hooks.location`, or `hooks` in its data folder. */
  readonly folder: string;
  /** Without: the usual one. */
  readonly profile?: Profile;
}

interface HookDeps {
  readonly files: TextFiles;
  readonly spool: HookSpool;
}

export function hookPath({ folder, profile = null }: HookPlace): string {
  return `${folder.replace(/[/\\]$/, "")}/${ownHookName(profile)}`;
}

/** @throws {SyncError} `CONFIG`: a file of that name is somebody else's; the folder is another one in each folder. */
export async function installHook(
  { files, spool }: HookDeps,
  place: HookPlace,
  settings: HookSettings,
): Promise<FilesReport> {
  const path = hookPath(place);
  if (!/^([/\\]|[a-z]:[/\\])/i.test(place.folder)) {
    throw new SyncError("CONFIG", `Cannot install the hook: hooks.location is ${place.folder}`, {
      hint:
        "Taskwarrior looks for it from wherever it is started: set a path that begins with / or ~.",
    });
  }
  const present = await files.read(path);
  if (present !== null && !present.includes(hookMark)) {
    throw new SyncError("CONFIG", `Cannot install the hook: ${path} is not ours`, {
      hint: "Look at it, then move it away.",
    });
  }
  const text = hookScript(settings);
  const done = { written: [], unchanged: [], removed: [], notes: [] };
  spool.provide();
  if (present === text && await isExecutable(files, path)) return { ...done, unchanged: [path] };
  // In one step, as a command of Taskwarrior that ends just now runs what is there.
  await files.replace(path, text, 0o755);
  return { ...done, written: [path] };
}

/** Takes away the hook, what it left in the state folder, and the folders that are empty then. */
export async function uninstallHook(
  { files, spool }: HookDeps,
  place: HookPlace,
): Promise<FilesReport> {
  const path = hookPath(place);
  const present = await files.read(path);
  const done = { written: [], unchanged: [], removed: [], notes: [] };
  if (present === null) return done;
  if (!present.includes(hookMark)) {
    return { ...done, notes: [`${path} was kept: it is not ours`] };
  }
  await files.remove(path);
  await files.removeIfEmpty(place.folder);
  await spool.remove();
  return { ...done, removed: [path] };
}

/** Taskwarrior leaves out without a word what is not. */
export async function isExecutable(files: TextFiles, path: string): Promise<boolean> {
  return (((await files.facts(path))?.mode ?? 0) & 0o100) !== 0;
}
