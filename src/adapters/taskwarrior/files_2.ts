import { join } from "node:path";
import { SyncError } from "@/domain/errors.ts";
import { type HeldFile, sizeOf, whileHeld } from "@/adapters/taskwarrior/held_files.ts";
import type { NamedFiles, OpenTasks } from "@/adapters/taskwarrior/open_tasks.ts";
import { pause } from "@/adapters/taskwarrior/pause.ts";
import type { TypeOf } from "@/adapters/taskwarrior/stored_line.ts";
import { appendTo } from "@/adapters/taskwarrior/task_file.ts";
import { type OwnRange, ownRange } from "@/adapters/taskwarrior/undo_entries.ts";
import { unwritableHint } from "@/adapters/taskwarrior/unwritable.ts";
import { applyEdits, recoverWrites } from "@/adapters/taskwarrior/write_journal.ts";

export interface Files2Options {
  readonly folder: string;
  readonly typeOf: TypeOf;
  readonly now: () => Date;
  readonly warn: (warning: string) => void;
  /** Told before each further try, where somebody else holds the data. */
  readonly onBusy?: () => void;
}

const names = ["pending", "completed", "undo", "backlog"] as const;

/** As long as Taskwarrior itself can be busy with a file, and then some. */
const patienceMs = 10_000;

/** Does `work` while no other command of 2.6's reads or writes; it must not wait, nor open these files. */
export async function holding<T>(
  work: (files: NamedFiles) => T,
  { folder, warn, onBusy }: Files2Options,
): Promise<T> {
  const paths = names.map((name) => join(folder, `${name}.data`));
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    try {
      const recovery = recoverWrites(folder);
      if (recovery === "left alone") warn(leftAlone(folder));
      const held = recovery === "busy"
        ? { kind: "busy" as const }
        : whileHeld(paths, (files) => work(named(files)));
      if (held.kind === "done") return held.value;
    } catch (error) {
      throw isSystemError(error) ? unwritable(error) : error;
    }
    onBusy?.();
    await pause(pauseMs());
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
  { folder, now }: Files2Options,
): OwnRange | null {
  const recorded = tasks.recorded();
  if (recorded.length === 0) return null;
  const seconds = Math.floor(now().getTime() / 1000);
  const { undo, backlog } = files;
  const entries = recorded.map(({ old, line }) =>
    `time ${seconds}\n${old === null ? "" : `old ${old}\n`}new ${line}\n---\n`
  );
  const undone = appendTo(undo.path, sizeOf(undo), entries.join(""));
  const lines = recorded.map(({ json }) => `${json}\n`).join("");
  const edits = [...tasks.edits(), undone, appendTo(backlog.path, sizeOf(backlog), lines)];
  applyEdits(folder, Object.values(files), edits);
  return ownRange(undone.after, undone.from, now().getTime());
}

/** In the order of the paths. */
function named(files: readonly HeldFile[]): NamedFiles {
  const [pending, completed, undo, backlog] = files;
  if (!pending || !completed || !undo || !backlog) throw new TypeError("not all files are held");
  return { pending, completed, undo, backlog };
}

function pauseMs(): number {
  return 1 + Math.random() * 19;
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
