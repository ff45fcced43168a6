import type { TaskEngine } from "@/engine/task_engine.ts";
import type { LogQueries } from "@/ports/log_queries.ts";

interface SecondLooksDeps {
  readonly engine: TaskEngine;
  readonly log: Pick<LogQueries, "leftOutList">;
}

/** Rounds of looking again at tasks whose dependencies got a counterpart in this run. */
const maxSettleRounds = 5;

/** What stood in the way may be gone: a project that was archived, a dependency without a counterpart. */
export function lookAtLeftOut({ engine, log }: SecondLooksDeps): void {
  for (const streamId of new Set(log.leftOutList().map(({ task }) => task))) {
    engine.post(streamId, { type: "Look", readings: [] });
  }
}

/** Until none is left that can be settled. */
export async function settleDependencies(
  { engine }: Pick<SecondLooksDeps, "engine">,
): Promise<void> {
  await engine.quiet();
  for (let round = 0; round < maxSettleRounds; round++) {
    const unsettled = engine.takeUnsettled();
    if (unsettled.length === 0) return;
    for (const streamId of unsettled) engine.post(streamId, { type: "Look", readings: [] });
    await engine.quiet();
  }
}
