import { asSyncError } from "@/domain/errors.ts";
import type { Json } from "@/domain/json.ts";
import type { Progress } from "@/ports/operations.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";
import { errorBody } from "@/adapters/http/answers.ts";

/** A sign of life that often, where nothing else is to be said: whoever hears nothing for long gives up. */
const aliveEveryMs = 10_000;

/** Progress as it comes, then the last line or the error, a line each. */
export async function* progressLines(
  run: (progress: (p: Progress) => void) => Promise<Json>,
  runtime: Pick<Runtime, "after">,
): AsyncGenerator<Json> {
  const waiting: Progress[] = [];
  let wake = () => {};
  let isOver = false;
  let isAliveDue = false;
  using _alive = every(runtime, aliveEveryMs, () => {
    isAliveDue = true;
    wake();
  });
  const over = run((progress) => {
    waiting.push(progress);
    wake();
  }).catch((thrown: unknown) => errorBody(asSyncError(thrown))).finally(() => {
    isOver = true;
    wake();
  });
  while (!isOver || waiting.length > 0) {
    const progress = waiting.shift();
    if (progress !== undefined) yield { progress: { ...progress } };
    else if (isAliveDue) {
      isAliveDue = false;
      yield { alive: true };
    } else await new Promise<void>((resolve) => isOver ? resolve() : wake = resolve);
  }
  yield await over;
}
