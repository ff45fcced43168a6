import { SyncError } from "@/domain/errors.ts";
import {
  decode,
  quietly,
  saidBy,
  type TaskProgram,
  type TaskRun,
} from "@/adapters/taskwarrior/program/program.ts";
import { checkedText } from "@/adapters/taskwarrior/stored/stored_text.ts";
import { repairJson } from "@/adapters/taskwarrior/stored/repair_json.ts";
import { newerOf, type TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import { unwritableBecause, unwritableHint } from "@/adapters/taskwarrior/program/unwritable.ts";

/** Tasks by UUID, as they are now. */
export type Exported = ReadonlyMap<string, TaskObject>;

interface ExportOptions {
  readonly runtime: Runtime;
  /** Only these; `null`: all, whatever their status. */
  readonly uuids: ReadonlySet<string> | null;
  /** From this many on, all tasks are exported: naming them takes longer (2.6: 60 ms + 1 ms each of 5000). */
  readonly maxNamed: number;
  /** Where there are none, there is nothing to start `task` for, which may make some. */
  readonly hasData: () => boolean;
  readonly signal: AbortSignal | null;
  readonly warn: (warning: string) => void;
}

const limitMs = 60_000;
/** One that took longer and was killed is not tried again. */
const promptMs = 10_000;
/** Pauses before further tries of a read that another writer stood in the way of. */
const pausesMs: readonly number[] = [50, 150, 400, 1_000];

/**
 * Reads without writing: no gc, no children of templates, no hooks. A failed export is an error,
 * never «no tasks».
 * @throws {SyncError} `TASK_EXPORT`, `TASK_FAILED`, `CONFIG`, `TASK_MISSING`.
 */
export async function exportTasks(program: TaskProgram, options: ExportOptions): Promise<Exported> {
  const { uuids } = options;
  if (uuids !== null && uuids.size === 0 || !options.hasData()) return new Map();
  const named = uuids !== null && uuids.size <= options.maxNamed ? filterOf(uuids) : [];
  const args = [...quietly, "rc.hooks=off", ...named, "export"];
  const run = await runPatiently(program, args, options);
  if (run.code !== 0) throw exportFailed(run);
  const tasks = new Map<string, TaskObject>();
  for (const object of parseExport(run.stdout, options.warn)) {
    if (uuids !== null && !uuids.has(object.uuid)) continue;
    const twin = tasks.get(object.uuid);
    if (twin !== undefined) options.warn(`Taskwarrior has task ${object.uuid} twice`);
    tasks.set(object.uuid, twin === undefined ? object : newerOf(twin, object));
  }
  return tasks;
}

/** With the attribute's name: a bare `0000001d-…` is taken for a duration less something. */
function filterOf(uuids: ReadonlySet<string>): readonly string[] {
  return [...uuids].flatMap((uuid) => ["or", `uuid:${uuid}`]).slice(1);
}

/**
 * Tries again where another writer stood in the way. Also resolves where Taskwarrior refuses what it was asked: look at
 * `code`.
 * @throws {SyncError} Something else than what it was asked is in the way: `TASK_FAILED`, `CONFIG`, `TASK_MISSING`.
 */
export async function runPatiently(
  program: TaskProgram,
  args: readonly string[],
  { runtime, signal }: Pick<ExportOptions, "runtime" | "signal">,
): Promise<TaskRun> {
  const options = signal === null ? { limitMs } : { limitMs, signal };
  for (let tries = 0;; tries++) {
    const pauseMs = pausesMs[tries];
    const begunAt = runtime.elapsed();
    const run = await program.run(args, options);
    if (run.code === 0) return run;
    const isKilled = run.killedBy === "SIGKILL" || run.killedBy === "SIGTERM";
    // Somebody else's doing, or the system's: what was to be read may be known to nobody else.
    const isWorthAgain = isBusy(run) || isKilled && runtime.elapsed() - begunAt < promptMs;
    if (pauseMs === undefined || !isWorthAgain) {
      const hindrance = hindranceOf(run);
      if (hindrance !== null) throw hindrance;
      return run;
    }
    await sleep(runtime, pauseMs);
  }
}

export function isBusy(run: TaskRun): boolean {
  return /locked|database is busy/i.test(saidBy(run));
}

/** What a failed run of `task` means. */
export function exportFailed(run: TaskRun): SyncError {
  return hindranceOf(run) ?? failedExport(run, false);
}

/** `null`: what it was asked is to blame, or the tasks are. */
function hindranceOf(run: TaskRun): SyncError | null {
  const said = saidBy(run);
  if (/without rc file/.test(said)) {
    return new SyncError(
      "CONFIG",
      `Cannot read tasks: Taskwarrior has no configuration (${said})`,
      {
        hint: "Run `task` once in a terminal to make one, or set TASKRC to yours.",
      },
    );
  }
  const unwritable = unwritableBecause(run);
  if (unwritable !== null) {
    return new SyncError(
      "TASK_FAILED",
      `Cannot read tasks: Taskwarrior's data folder cannot be used (${unwritable})`,
      { retryable: true, hint: unwritableHint },
    );
  }
  return isBusy(run) || run.killedBy !== null ? failedExport(run, true) : null;
}

function failedExport(run: TaskRun, retryable: boolean): SyncError {
  const code = decode(run.stdout).startsWith("[") ? "TASK_EXPORT" : "TASK_FAILED";
  return new SyncError(code, `Cannot read tasks: task export failed (${saidBy(run)})`, {
    retryable,
    hint: exportHint(run, retryable),
  });
}

/** Recorded: 2.6 aborts on a task without `entry`, which half a line of pending.data is read as. */
function exportHint(run: TaskRun, retryable: boolean): string {
  if (/Assertion .*has \("entry"\)/.test(run.stderr)) {
    return "Try again; if it keeps failing, pending.data in Taskwarrior's data folder may be damaged, " +
      "as by a full disk: look for a line that does not end in `]`, mend or remove it.";
  }
  return retryable
    ? "Another program writes the same tasks; try again."
    : "Run `task export` to see it; a date outside 1980 to 9998 is the usual cause.";
}

/** Objects of an export; repairs what Taskwarrior prints that is not JSON, and says so. */
export function parseExport(
  bytes: Uint8Array,
  warn: (warning: string) => void,
): readonly TaskObject[] {
  const output = exportIn(decodeReporting(bytes, warn));
  try {
    return JSON.parse(output) as readonly TaskObject[];
  } catch {
    if (!/^\s*\[/.test(output) || !/\]\s*$/.test(output)) throw incomplete();
    return output.split("\n").flatMap((line) => parseLine(line, warn));
  }
}

/** Without what a wrapper around `task` says of its own before and after. */
function exportIn(output: string): string {
  if (output.startsWith("[") && /\]\s*$/.test(output.slice(-8))) return output;
  const lines = output.split("\n");
  const [first, last] = [lines.indexOf("["), lines.lastIndexOf("]")];
  return first < 0 || last < first ? output : lines.slice(first, last + 1).join("\n");
}

function parseLine(line: string, warn: (warning: string) => void): readonly TaskObject[] {
  const object = line.trim().replace(/,$/, "");
  if (object === "" || object === "[" || object === "]") return [];
  const whole = parseObject(object);
  if (whole !== null) return [whole];
  const repaired = parseObject(repairJson(object));
  if (repaired === null) throw unreadable(object);
  warn(`Task ${repaired.uuid} was exported as invalid JSON; it was read all the same`);
  return [repaired];
}

function parseObject(text: string): TaskObject | null {
  try {
    const value = JSON.parse(text);
    return typeof value?.uuid === "string" ? value : null;
  } catch {
    return null;
  }
}

function unreadable(object: string): SyncError {
  const uuid = /"uuid":"([^"]*)"/.exec(object)?.[1];
  const which = uuid === undefined
    ? `the line ${JSON.stringify(object.slice(0, 80))}`
    : `task ${uuid}`;
  return new SyncError("TASK_EXPORT", `Cannot read tasks: ${which} is exported as invalid JSON`, {
    hint: `Look at it with \`task ${uuid ?? ""} export\` and change what is odd there.`,
    details: uuid === undefined ? {} : { task: uuid },
  });
}

function incomplete(): SyncError {
  return new SyncError("TASK_EXPORT", "Cannot read tasks: the output of task export is cut short", {
    retryable: true,
  });
}

function decodeReporting(bytes: Uint8Array, warn: (warning: string) => void): string {
  const { text, isWhole } = checkedText(bytes);
  if (!isWhole) {
    warn("Some text of Taskwarrior is not UTF-8; the bytes that are not show as \uFFFD");
  }
  return text;
}
