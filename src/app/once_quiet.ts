import type { SyncError } from "@/domain/errors.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import { refusalOf } from "@/app/refusal.ts";

/** Writes of others to the same task may keep it busy; each try begins when the engine is quiet. */
const maxTries = 20;

/**
 * What the command was refused with, `null`: it was done. One that comes while a write to the task is under way is
 * asked for again once that is over.
 */
export async function refusalOnceQuiet(
  { ask, quiet }: Pick<TaskEngine, "ask" | "quiet">,
  ...asked: Parameters<TaskEngine["ask"]>
): Promise<SyncError | null> {
  for (let attempt = 1;; attempt++) {
    const error = await refusalOf(ask(...asked));
    if (error?.code !== "LOCKED" || attempt === maxTries) return error;
    await quiet();
  }
}
