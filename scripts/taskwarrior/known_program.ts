import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";

/** The two lines of Taskwarrior that differ in storage and behaviour. */
export type TaskwarriorLine = "2.6" | "3";

export interface TaskProgram {
  /** Absolute path of a file that can be executed as `task`. */
  readonly path: string;
  /** As the program reports it, such as `2.6.2`. */
  readonly version: string;
}

const answerWithinMs = 10_000;

/**
 * Asks a program for its version and its data folder: a Taskwarrior that cannot read a configuration
 * for want of its theme does not pass, and neither does go-task, which is a `task` of version 3 too.
 * `null` when the program is missing, hangs, fails, or is something else.
 */
async function askTaskVersion(path: string): Promise<string | null> {
  const folder = await Deno.makeTempDir({ prefix: "task-version-" });
  try {
    const child = new Deno.Command(path, {
      args: [
        "rc.hooks=off",
        "rc.gc=off",
        "rc.verbose=nothing",
        "_get",
        "tw.version",
        "rc.data.location",
      ],
      cwd: folder,
      env: { HOME: folder, TASKRC: "/dev/null", TASKDATA: folder },
      stdin: "null",
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.timeout(answerWithinMs),
    }).spawn();
    const [answer, status] = await Promise.all([text(child.stdout), child.status]);
    const [version, location] = answer.trim().split(" ");
    return status.success && location === folder && version !== undefined ? version : null;
  } catch (error) {
    if (cannotBeStarted(error)) return null;
    throw error;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The program at `path` when it is of the line asked for, else `null`. */
export async function taskProgramAt(
  path: string,
  line: TaskwarriorLine,
): Promise<TaskProgram | null> {
  const version = await askTaskVersion(path);
  return version !== null && version.startsWith(`${line}.`) ? { path, version } : null;
}

/** The first fitting `task` of all folders on PATH, so that both lines can be installed. */
export async function taskProgramOnPath(line: TaskwarriorLine): Promise<TaskProgram | null> {
  const folders = (Deno.env.get("PATH") ?? "").split(delimiter).filter((it) => it.startsWith("/"));
  for (const folder of new Set(folders)) {
    const path = join(folder, "task");
    if (!await isFile(path)) continue;
    const program = await taskProgramAt(path, line);
    if (program !== null) return program;
  }
  return null;
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (cannotBeStarted(error)) return false;
    throw error;
  }
}

/** Missing, not permitted, or not a program that this machine can execute (ENOEXEC). */
function cannotBeStarted(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable ||
    error instanceof Deno.errors.NotADirectory ||
    (error instanceof Error && "code" in error && error.code === "ENOEXEC");
}
