import { join } from "node:path";
import { SyncError } from "@/domain/errors.ts";
import type { Decide, DirectWriter, DirectWritten } from "@/adapters/taskwarrior/direct_writer.ts";
import { type HeldFile, sizeOf, whileHeld } from "@/adapters/taskwarrior/held_files.ts";
import { pause } from "@/adapters/taskwarrior/pause.ts";
import { isOwnOf, type OwnLine } from "@/adapters/taskwarrior/own_lines.ts";
import type { TypeOf } from "@/adapters/taskwarrior/stored_line.ts";
import { appendTo, type FileEdit } from "@/adapters/taskwarrior/task_file.ts";
import {
  type NamedFiles,
  type OpenTasks,
  openTasks,
  type Recording,
} from "@/adapters/taskwarrior/open_tasks.ts";
import { unwritableHint } from "@/adapters/taskwarrior/unwritable.ts";
import { applyEdits, recoverWrites } from "@/adapters/taskwarrior/write_journal.ts";

export interface DirectWriter2Options {
  readonly folder: string;
  readonly typeOf: TypeOf;
  readonly now: () => Date;
  readonly warn: (warning: string) => void;
}

const names = ["pending", "completed", "undo", "backlog"] as const;

/** As long as Taskwarrior itself can be busy with a file, and then some. */
const patienceMs = 10_000;
/** A task that gc is moving is in neither file for a moment. */
const triesForMoving = 6;

/**
 * Writes the files of Taskwarrior 2.6 as an import does: the task's line in place, then an entry in `undo.data`,
 * then a line in `backlog.data`; all four are held from the reading of the task to the end.
 */
export function createDirectWriter2(options: DirectWriter2Options): DirectWriter {
  const { folder } = options;
  const paths = names.map((name) => join(folder, `${name}.data`));
  return {
    async write(uuids, decide) {
      for (let attempt = 1;; attempt++) {
        // Others get their turn where writes follow each other.
        await pause(0);
        const done = await holding(paths, (files) => {
          const tasks = openTasks(named(files), uuids, options.typeOf);
          const mayBeMoving = tasks.isUnsettled && attempt < triesForMoving;
          return mayBeMoving ? null : writeHeld(files, tasks, decide, options);
        }, options);
        if (done !== null) return done;
        await pause(pauseMs());
      }
    },
  };
}

async function holding<T>(
  paths: readonly string[],
  work: (files: readonly HeldFile[]) => T,
  { folder, warn }: DirectWriter2Options,
): Promise<T> {
  const until = performance.now() + patienceMs;
  while (performance.now() < until) {
    try {
      const recovery = recoverWrites(folder);
      if (recovery === "left alone") warn(leftAlone(folder));
      const held = recovery === "busy" ? { kind: "busy" as const } : whileHeld(paths, work);
      if (held.kind === "done") return held.value;
    } catch (error) {
      throw isSystemError(error) ? unwritable(error) : error;
    }
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

function writeHeld(
  files: readonly HeldFile[],
  tasks: OpenTasks,
  decide: Decide,
  { folder, now }: DirectWriter2Options,
): DirectWritten {
  const nowSeconds = Math.floor(now().getTime() / 1000);
  const unfit = new Map<string, string>();
  const own: OwnLine[] = [];
  for (const change of decide(tasks.objects, tasks.unknown)) {
    const why = tasks.change(change, nowSeconds);
    if (why !== null) unfit.set(change.uuid, why);
  }
  const recorded = tasks.recorded();
  if (recorded.length > 0) {
    applyEdits(folder, files, editsFor(files, tasks, recorded, nowSeconds));
    own.push(...recorded.map(({ line, json }) => ({ line, json })));
  }
  return { tasks: tasks.current(), unfit, isOwn: isOwnOf(own) };
}

function editsFor(
  files: readonly HeldFile[],
  tasks: OpenTasks,
  recorded: readonly Recording[],
  nowSeconds: number,
): readonly FileEdit[] {
  const { undo, backlog } = named(files);
  const undone = recorded.map(({ old, line }) =>
    `time ${nowSeconds}\n${old === null ? "" : `old ${old}\n`}new ${line}\n---\n`
  );
  return [
    ...tasks.edits(),
    appendTo(undo.path, sizeOf(undo), undone.join("")),
    appendTo(backlog.path, sizeOf(backlog), recorded.map(({ json }) => `${json}\n`).join("")),
  ];
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
