import type { TaskEngine } from "@/engine/task_engine.ts";
import type { Look } from "@/triggers/looks.ts";

/** Tasks looked at side by side: all that each of them ever was is in memory meanwhile. */
const maxAtOnce = 1_000;

/**
 * Hands each task what was seen of it, and waits until nothing is left to do. What is gone comes first: what becomes
 * of it decides whether a relation that is gone from another task went with it or was taken away.
 */
export async function postLooks(
  engine: Pick<TaskEngine, "post" | "quiet">,
  looks: readonly (readonly [string, Look])[],
): Promise<void> {
  const isGone = ([, { readings }]: readonly [string, Look]) =>
    readings.some(({ reading }) => reading.kind === "gone");
  for (const some of [looks.filter(isGone), looks.filter((each) => !isGone(each))]) {
    for (let from = 0; from < some.length; from += maxAtOnce) {
      for (const [streamId, look] of some.slice(from, from + maxAtOnce)) {
        engine.post(streamId, look);
      }
      await engine.quiet();
    }
  }
}
