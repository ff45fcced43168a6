import { sha256 } from "@system/hash.ts";
import { thisProcess } from "@system/this_process.ts";
import { homedir } from "node:os";
import { join } from "@/ports/paths.ts";
import { wholePath } from "./whole_path.ts";
import { type FileLock, fileLock, type FileLockOptions, withFileLock } from "./file_lock.ts";

export interface NamedLockOptions extends FileLockOptions {
  /** `todo2`: in `.todo2` of the root, where other programs look; else in the state folder. */
  readonly layout?: "todo2";
  /** Where locks without a layout are; `vikunja-sync` in the user's state folder unless set. */
  readonly stateDir?: string;
}

type Place = Pick<NamedLockOptions, "layout" | "stateDir">;

/** Lock file of the Git work in a root. */
export function gitLockPath(root: string, place: Place = {}): string {
  return join(folderOf(root, place), ".git-sync.lock");
}

/** Lock file of one task; what a file name cannot hold of the id is escaped as in a URL. */
export function taskLockPath(root: string, id: string, place: Place = {}): string {
  const name = encodeURIComponent(id.toWellFormed());
  return join(folderOf(root, place), "locks", `task_${name}.lock`);
}

/** Lock file of the state of a root. */
export function stateLockPath(root: string, place: Place = {}): string {
  return join(folderOf(root, place), "state.todo2.json.lock");
}

/**
 * Does the work while nobody else does Git work in that root.
 * @throws what {@link fileLock} and the work throw.
 */
export async function withGitLock<T>(
  root: string,
  options: NamedLockOptions,
  fn: (lock: FileLock) => T | Promise<T>,
): Promise<T> {
  return await withFileLock(gitLockPath(root, options), options, fn);
}

/** @throws what {@link fileLock} throws. */
export function taskLock(
  root: string,
  id: string,
  options: NamedLockOptions = {},
): Promise<FileLock> {
  return fileLock(taskLockPath(root, id, options), options);
}

/** @throws what {@link fileLock} throws. */
export function stateLock(root: string, options: NamedLockOptions = {}): Promise<FileLock> {
  return fileLock(stateLockPath(root, options), options);
}

function folderOf(root: string, { layout, stateDir = defaultStateDir() }: Place): string {
  if (layout === "todo2") return join(root, ".todo2");
  // Named by hash: a path can be longer than a name, and hold what a name cannot.
  const mark = sha256(wholePath(root)).slice(0, 16);
  return join(stateDir, "locks", mark);
}

function defaultStateDir(): string {
  const named = thisProcess.env("XDG_STATE_HOME");
  const isNamed = named !== undefined && named.startsWith("/");
  return join(isNamed ? named : join(homedir(), ".local", "state"), "vikunja-sync");
}
