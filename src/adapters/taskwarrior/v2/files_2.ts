import { join } from "@/ports/paths.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import type { NamedFiles, OpenTasks } from "@/adapters/taskwarrior/v2/open_tasks.ts";
import type { TypeOf } from "@/adapters/taskwarrior/stored/stored_line.ts";
import { appendTo } from "@/adapters/taskwarrior/stored/task_file.ts";
import type { Held, HeldFile, TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import { type OwnRange, ownRange } from "@/adapters/taskwarrior/stored/undo_entries.ts";
import { unwritableHint } from "@/adapters/taskwarrior/program/unwritable.ts";
import { applyEdits, Overtaken, recoverWrites } from "@/adapters/taskwarrior/v2/write_journal.ts";

export interface Files2Options {
  readonly files: TaskFiles;
  readonly runtime: Runtime;
  readonly folder: string;
  readonly typeOf: TypeOf;
  readonly warn: (warning: string) => void;
  /** Told before each further try, where somebody else holds the data. */
  readonly onBusy?: () => void;
}

const names = ["pending", "completed", "undo", "backlog"] as const;

/** As long as Taskwarrior itself can be busy with a file, and then some. */
const patienceMs = 10_000;

/**
 * Does `work` while no other command of 2.6's reads or writes, and anew where one wrote all the same; it must not wait,
 * nor open these files.
 */
export async function holding<T>(
  work: (files: NamedFiles) => T,
  { files, runtime, folder, warn, onBusy }: Files2Options,
): Promise<T> {
  const paths = names.map((name) => join(folder, `${name}.data`));
  const until = runtime.elapsed() + patienceMs;
  while (runtime.elapsed() < until) {
    try {
      const recovery = recoverWrites(folder, { files, runtime });
      if (recovery === "left alone") warn(leftAlone(folder));
      const held: Held<T> = recovery === "busy"
        ? { kind: "busy" }
        : files.whileHeld(paths, (held) => work(named(held)));
      if (held.kind === "done") return held.value;
    } catch (error) {
      if (!(error instanceof Overtaken)) throw isSystemError(error) ? unwritable(error) : error;
    }
    onBusy?.();
    await sleep(runtime, 1 + runtime.random() * 19);
  }
  throw new SyncError(
    "TASK_FAILED",
    "Cannot write tasks: another program holds Taskwarrior's files",
    {
      retryable: true,
      hint: "Look which program has pending.data open (`fuser -v pending.data`).",
    },
  );
}

/**
 * Writes what became of the tasks as 2.6 does: the lines in place, an entry each in `undo.data`, a line each in
 * `backlog.data`. `null`: nothing did.
 */
export function store(
  files: NamedFiles,
  tasks: OpenTasks,
  { files: beside, folder, runtime }: Files2Options,
): OwnRange | null {
  const recorded = tasks.recorded();
  if (recorded.length === 0) return null;
  const nowMs = runtime.now().getTime();
  const seconds = Math.floor(nowMs / 1000);
  const { undo, backlog } = files;
  const entries = recorded.map(({ old, line }) =>
    `time ${seconds}\n${old === null ? "" : `old ${old}\n`}new ${line}\n---\n`
  );
  const undone = appendTo(undo.path, undo.size(), entries.join(""));
  const lines = recorded.map(({ json }) => `${json}\n`).join("");
  const told = appendTo(backlog.path, backlog.size(), lines);
  applyEdits({ folder, files: beside }, Object.values(files), [...tasks.edits(), undone, told]);
  const { from, to, digest } = ownRange(told.after, told.from, nowMs);
  return { ...ownRange(undone.after, undone.from, nowMs), backlog: { from, to, digest } };
}

/** In the order of the paths. */
function named(files: readonly HeldFile[]): NamedFiles {
  const [pending, completed, undo, backlog] = files;
  if (!pending || !completed || !undo || !backlog) throw new TypeError("not all files are held");
  return { pending, completed, undo, backlog };
}

function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && /^E[A-Z]+$/.test(String(error.code));
}

function unwritable(cause: Error): SyncError {
  return new SyncError(
    "TASK_FAILED",
    `Cannot write tasks: Taskwarrior's data folder cannot be written (${cause.message})`,
    { retryable: true, hint: unwritableHint, cause },
  );
}

function leftAlone(folder: string): string {
  return `A write to ${folder} was cut off and somebody has written there since: what it was about is in ` +
    "the file .vikunja-sync-write.…; look whether pending.data is whole";
}
