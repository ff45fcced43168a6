import type { RunPolicy } from "@/domain/policy.ts";
import type { Side } from "@/domain/task.ts";
import { createPace } from "@/effects/pace.ts";
import { createOutbox } from "@/effects/outbox.ts";
import type { StoredStep } from "@/engine/actor.ts";
import { linkIn } from "@/engine/log_links.ts";
import { createTaskEngine, type TaskEngine } from "@/engine/task_engine.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { Replica } from "@/ports/replica.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import type { OpenOptions, RunLog } from "@/app/run/engine_ports.ts";
import type { MarkupLoader } from "@/app/run/markup_loader.ts";
import { pairSnapshots } from "@/app/run/pair_snapshots.ts";
import { createPlanQueue } from "@/app/run/plan_queue.ts";
import { retryAt } from "@/app/run/retry_times.ts";

/** Writes handed over in one call: more are quicker, fewer are confirmed sooner. */
const maxBatch: Readonly<Record<Side, number>> = { taskwarrior: 1_000, vikunja: 1_000 };
/** The same where what comes meanwhile is not to wait for long. */
const smallBatch: Readonly<Record<Side, number>> = { taskwarrior: 500, vikunja: 50 };
/** Calls under way: Taskwarrior takes one writer, Vikunja limits itself. */
const maxCalls: Readonly<Record<Side, number>> = { taskwarrior: 1, vikunja: 12 };

interface EngineOverParts {
  readonly log: RunLog;
  readonly sides: Readonly<Record<Side, Replica>>;
  readonly options: OpenOptions;
  readonly policy: () => RunPolicy;
  readonly prepare: MarkupLoader["prepare"];
  readonly toServerClock: EditClock["toServerClock"];
  readonly onStored: (step: StoredStep) => void;
}

/** Actors over the log, and an outbox to each side, or none where only a plan is wanted. */
export function engineOver(
  runtime: Runtime,
  { log, sides, options, policy, prepare, toServerClock, onStored }: EngineOverParts,
  signal: AbortSignal,
): TaskEngine {
  const engine: TaskEngine = createTaskEngine({
    store: log.store,
    snapshots: pairSnapshots(log.snapshots),
    policy,
    link: linkIn(log.reader),
    prepare,
    readAhead: (id, patch) => sides.vikunja.readAhead?.(String(id), patch, signal),
    onStored,
    flushAt: maxBatch.vikunja,
    soon: (call) => void runtime.after(0, call),
    dependentsOf: log.reader.dependentsOf,
    queueFor: (side, answer) =>
      options.planOnly ? createPlanQueue() : createOutbox({
        replica: sides[side],
        answer,
        retryAt: (error, attempt) => retryAt(error, attempt, runtime.now()),
        onServerClock: toServerClock,
        maxBatch: options.inSmallPieces === true ? smallBatch[side] : maxBatch[side],
        maxCalls: maxCalls[side],
        // Each call of 2.6 writes whole files, and each create in Vikunja is noted there.
        isMoreToCome: () => side === "taskwarrior" && engine.isWritingTo("vikunja"),
        pace: { ...createPace(runtime), after: runtime.after, elapsed: runtime.elapsed },
        signal,
      }),
    supervision: {
      mailboxCapacity: 1_000,
      idleActors: options.idleActors ?? 2_000,
      maxTries: 3,
      backoffMs: (attempt) => 10 * 2 ** attempt,
      delay: (ms) => sleep(runtime, ms),
    },
  });
  return engine;
}
