import type { CursorKeeper } from "@/adapters/vikunja/cursor.ts";
import { pause } from "@/adapters/vikunja/client/pause.ts";
import type { Written } from "@/ports/replica.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** The time after which comments are proven to be as they were read. */
interface CommentRest {
  wrote(outcome: Written): void;
  /** A list was read. */
  read(): void;
  /** As `Replica.waitForRest`. */
  wait(signal: AbortSignal, onWait?: (ms: number) => void): Promise<boolean>;
}

/** Comments that take several requests to read again. */
const manyComments = 50;
/** After so long it is proven by the server's clocks, which tell whole seconds, that the second of a stamp is over. */
const restMs = 5_200;

export function createCommentRest(
  keeper: Pick<CursorKeeper, "commented" | "doubtful">,
  runtime: Pick<Runtime, "elapsed" | "after">,
): CommentRest {
  /** When a task with comments was last read or written. */
  let lastMs = -Infinity;
  return {
    wrote(outcome) {
      if (outcome.kind !== "written") return;
      keeper.commented(outcome.comments.length);
      const { reading } = outcome;
      if (reading.kind === "present" && reading.task.comments.length > 0) {
        lastMs = runtime.elapsed();
      }
    },
    read() {
      if (keeper.doubtful() > 0) lastMs = runtime.elapsed();
    },
    async wait(signal, onWait) {
      if (keeper.doubtful() <= manyComments) return false;
      const leftMs = lastMs + restMs - runtime.elapsed();
      if (leftMs > 0) {
        onWait?.(leftMs);
        await pause(runtime, leftMs, signal);
      }
      return true;
    },
  };
}
