import type { DaemonOperations } from "@/ports/daemon.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import { createRetries } from "@/app/retries.ts";
import { daemonMetrics } from "@/compose/daemon_metrics.ts";
import { statusOf } from "@/app/inspect.ts";
import { pickConflict } from "@/app/pick.ts";
import type { RunningEngine } from "@/app/start_engine.ts";

export type Receipts = Record<"accepted" | "refused" | "unavailable", number>;

export interface OperationsDeps {
  readonly engine: RunningEngine;
  readonly receipts: Receipts;
  readonly doors: { readonly url: string | null; readonly socket: string | null };
  readonly startedAt: string;
  readonly version: string;
}

/** What those who ask the daemon get: the same operations as without one, between two of its rounds. */
export function createDaemonOperations(deps: OperationsDeps): DaemonOperations {
  const { engine } = deps;
  const { config, opened } = engine;
  const open = () => engine.daemon.borrow();
  const manual = createManualSync(open);
  const daemon = () => daemonStatus(deps);
  const status = () => ({
    ...statusOf({ reader: opened.log.reader }, config.server?.url ?? null),
    daemon: daemon(),
  });
  return {
    daemon,
    status,
    wake: (wake) => engine.daemon.wake({ ...wake, changes: true }),
    sync: manual.run,
    pick: (conflictId, side, signal) =>
      pickConflict(open, { conflictId, side, jobs: config.jobs }, signal),
    retries: createRetries(open),
    metrics: () => daemonMetrics(status(), daemon(), new Date(), []),
  };
}

function daemonStatus(
  { engine, receipts, doors, startedAt, version }: OperationsDeps,
): DaemonStatus {
  const { rounds, failures, lastRoundAt, lastPollAt, error } = engine.daemon.rounds();
  const { config } = engine;
  return {
    version,
    pid: Deno.pid,
    startedAt,
    stateDir: config.stateDir,
    listen: doors.url,
    socket: doors.socket,
    polls: { everyMs: config.pollEveryMs, lastAt: lastPollAt },
    fullEveryMs: config.fullEveryMs,
    rounds,
    failures,
    lastRoundAt,
    error,
    webhooks: { ...receipts },
    wakes: { ...engine.wakes },
    rssBytes: Deno.memoryUsage().rss,
  };
}
