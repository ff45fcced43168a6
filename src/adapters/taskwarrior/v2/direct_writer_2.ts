import type { DirectWriter } from "@/adapters/taskwarrior/common/direct_writer.ts";
import { type Files2Options, holding, store } from "@/adapters/taskwarrior/v2/files_2.ts";
import type { Keeper } from "@/adapters/taskwarrior/v2/keeper_2.ts";
import { openTasks } from "@/adapters/taskwarrior/v2/open_tasks.ts";
import { isOwnOf } from "@/adapters/taskwarrior/v2/own_lines.ts";
import { sleep } from "@/ports/waits.ts";

/** A task that gc is moving is in neither file for a moment. */
const triesForMoving = 6;
const movingMs = 15;
const none: ReadonlySet<string> = new Set();

/**
 * Writes the files of Taskwarrior 2.6 as an import does: the task's line in place, then an entry in `undo.data`,
 * then a line in `backlog.data`; all four are held from the reading of the task to the end.
 */
export function createDirectWriter2(
  options: Files2Options,
  keeper: Pick<Keeper, "destroyed"> | null = null,
): DirectWriter {
  const { runtime, typeOf } = options;
  return {
    // The files are made where they are missing.
    isMade: () => true,
    async write(uuids, decide, watch = null) {
      for (let attempt = 1;; attempt++) {
        // Others get their turn where writes follow each other.
        await sleep(runtime, attempt === 1 ? 0 : movingMs);
        const done = await holding((files) => {
          const tasks = openTasks(files, uuids, typeOf);
          if (tasks.isUnsettled && attempt < triesForMoving) return null;
          const nowSeconds = Math.floor(runtime.now().getTime() / 1000);
          const unfit = new Map<string, string>();
          const destroyed = watch === null || watch.own.length === 0
            ? none
            : keeper?.destroyed(files, tasks, { uuids, watch });
          for (const change of decide(tasks.objects, tasks.unknown, destroyed)) {
            const why = tasks.change(change, nowSeconds);
            if (why !== null) unfit.set(change.uuid, why);
          }
          const own = store(files, tasks, options);
          const isOwn = isOwnOf(tasks.recorded());
          return { tasks: tasks.current(), unfit, isOwn, ...(own === null ? {} : { own }) };
        }, options);
        if (done !== null) return done;
      }
    },
  };
}
