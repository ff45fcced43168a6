import { SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import { changeRows } from "@/adapters/taskwarrior/v3/change_rows.ts";
import type { DirectWriter, DirectWritten } from "@/adapters/taskwarrior/common/direct_writer.ts";
import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import type { Kinds } from "@/adapters/taskwarrior/stored/stored_property.ts";
import type { TaskDatabase } from "@/adapters/taskwarrior/v3/task_database.ts";
import { unwritableHint } from "@/adapters/taskwarrior/program/unwritable.ts";

export interface DirectWriter3Deps {
  readonly database: TaskDatabase;
  readonly runtime: Runtime;
  readonly kinds: Kinds;
  /** For a database that is not known well enough to be written. */
  readonly exportOf: (uuids: ReadonlySet<string>) => Promise<Exported>;
  /** Told before each further try, where somebody else holds the data. */
  readonly onBusy?: () => void;
}

/** `task sync` holds the lock over its calls of the network. */
const patienceMs = 20_000;

/**
 * Taskwarrior 3 keeps its tasks in SQLite, so a write is one transaction in which nobody else's can come
 * between: tasks, operations and numbers change together, and `task undo` takes all of it back as one step.
 */
export function createDirectWriter3(deps: DirectWriter3Deps): DirectWriter {
  const { database, runtime } = deps;
  return {
    isMade: () => database.identity() !== null,
    async write(uuids, decide) {
      const untilMs = runtime.elapsed() + patienceMs;
      for (;;) {
        await sleep(runtime, 0);
        const identity = database.identity();
        if (identity === null) {
          return await leaveToImport("there is no database yet", uuids, decide);
        }
        const done = database.write((stored) => changeRows(stored, { uuids, decide }, deps));
        if (done.kind === "done") {
          const attempt = done.value;
          if (attempt.kind === "unknown") {
            return await leaveToImport(attempt.because, uuids, decide);
          }
          if (database.identity() !== identity) throw replaced(database.path);
          return attempt.written;
        }
        if (runtime.elapsed() > untilMs) throw locked(database.path);
        deps.onBusy?.();
        await sleep(runtime, 4 + runtime.random() * 16);
      }
    },
  };

  async function leaveToImport(
    because: string,
    uuids: ReadonlySet<string>,
    decide: Parameters<DirectWriter["write"]>[1],
  ): Promise<DirectWritten> {
    const tasks = await deps.exportOf(uuids);
    const unfit = new Map(decide(tasks).map(({ uuid }) => [uuid, because]));
    return { tasks, unfit, isOwn: () => false };
  }
}

function locked(path: string): SyncError {
  return new SyncError(
    "TASK_FAILED",
    `Cannot write tasks: another program has held the lock of ${path} for ${patienceMs / 1000} s`,
    { retryable: true, hint: "It may be a `task sync`; what is to be written is tried again." },
  );
}

function replaced(path: string): SyncError {
  return new SyncError(
    "TASK_FAILED",
    `Cannot write tasks: ${path} was replaced meanwhile`,
    { retryable: true, hint: unwritableHint },
  );
}
