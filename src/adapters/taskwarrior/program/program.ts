import { children } from "@system/children.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Child } from "@/ports/system.ts";
import type { Runtime } from "@/ports/runtime.ts";

export interface TaskRun {
  readonly code: number;
  /** Name of the signal that ended it; a crash also shows as code 139 under a shell. */
  readonly killedBy: string | null;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

interface RunOptions {
  readonly stdin?: string;
  /** Kills the process. Not for writes: Taskwarrior 3 keeps a part of an import that is killed. */
  readonly signal?: AbortSignal;
  /** A hook that waits for ever must not hold us for ever. */
  readonly limitMs: number;
}

export interface TaskProgram {
  readonly path: string;
  /** Also resolves when `task` fails: look at `code`. @throws {SyncError} `TASK_MISSING`, `ABORTED`. */
  run(args: readonly string[], options: RunOptions): Promise<TaskRun>;
}

/** Neither a data folder nor a database (3) is made by a command that finds none. */
export const makesNothing = "rc.exit.on.missing.db=on";
/** After the other: for what may begin a new list. */
export const mayMake = "rc.exit.on.missing.db=off";

/** For every command of ours: nothing on the side, no questions, and dates and lists as recorded. */
export const quietly: readonly string[] = [
  makesNothing,
  "rc.gc=off",
  "rc.recurrence=off",
  "rc.verbose=nothing",
  "rc.confirmation=off",
  "rc.recurrence.confirmation=off",
  "rc.bulk=0",
  "rc.color=off",
  "rc.context=",
  "rc.date.iso=on",
  "rc.json.array=on",
  "rc.json.depends.array=on",
];

/** `env` is added to the environment of this process; writes are marked for our own hook. */
export function createTaskProgram(
  path: string,
  env: Readonly<Record<string, string>>,
  runtime: Pick<Runtime, "after">,
): TaskProgram {
  const marked = { ...env, VIKUNJA_SYNC_RUNNING: "1" };
  return {
    path,
    async run(args, options) {
      options.signal?.throwIfAborted();
      const child = start(path, args, marked, options.stdin === undefined ? "nothing" : "piped");
      const stop = () => child.kill("SIGTERM");
      using _limit = runtime.after(options.limitMs, stop);
      options.signal?.addEventListener("abort", stop, { once: true });
      try {
        const fed = options.stdin === undefined ? null : child.feed(options.stdin);
        const [ended] = await Promise.all([child.ended, fed]);
        options.signal?.throwIfAborted();
        return { ...ended, stderr: decode(ended.stderr) };
      } finally {
        options.signal?.removeEventListener("abort", stop);
      }
    },
  };
}

/** What a run said of itself, in one line, for a message. */
export function saidBy(run: TaskRun): string {
  const said = decode(run.stdout).startsWith("[") ? run.stderr : run.stderr + decode(run.stdout);
  const lines = said.split("\n").map((line) => line.trim()).filter((line) =>
    line !== "" && !isNoise(line)
  );
  const how = run.killedBy === null ? `exit ${run.code}` : run.killedBy;
  return lines.length === 0 ? how : `${how}: ${lines.slice(0, 4).join(" / ")}`;
}

function isNoise(line: string): boolean {
  return /^(Configuration override|TASKRC override|TASKDATA override|Importing |Imported )/.test(
    line,
  );
}

export function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function start(
  path: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdin: "nothing" | "piped",
): Child {
  try {
    return children.start(path, args, { env, stdin, stdout: "piped", stderr: "piped" });
  } catch (cause) {
    throw new SyncError("TASK_MISSING", `Cannot start Taskwarrior: ${path} does not run`, {
      cause,
      hint:
        "Install Taskwarrior 2.6 or 3 (Debian: `apt install taskwarrior`), or name the program " +
        "in VIKUNJA_SYNC_TASK.",
    });
  }
}
