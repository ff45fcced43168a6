import { engineWorkers } from "@/app/daemon/engine_workers.ts";
import { daemonMetrics } from "@/app/daemon/metrics.ts";
import { eitherOperations } from "@/app/either_operations.ts";
import { statusOf } from "@/app/inspect.ts";
import { overviewOf } from "@/app/overview.ts";
import { createDaemonSync, type DaemonSyncDeps } from "@/app/daemon/sync.ts";
import type { ServedPage } from "@/app/page/served_page.ts";
import type { createVitals } from "@/app/vitals.ts";
import { selectionWords } from "@/config/selection_words.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { Operations } from "@/ports/operations_table.ts";
import type { Runtime } from "@/ports/runtime.ts";

export type Receipts = Record<"accepted" | "refused" | "unavailable", number>;

interface DaemonOperationsDeps extends DaemonSyncDeps {
  readonly receipts: Receipts;
  readonly doors: { readonly url: string | null; readonly socket: string | null };
  readonly self: Pick<DaemonStatus, "version" | "pid" | "startedAt">;
  readonly rssBytes: () => number;
  readonly runtime: Pick<Runtime, "now" | "elapsed" | "after">;
  readonly vitals: ReturnType<typeof createVitals>;
  readonly page: () => Pick<ServedPage, "invite">;
}

/** What those who ask the daemon get: the same operations as without one, beside what it does. */
export function createDaemonOperations(deps: DaemonOperationsDeps): Operations {
  const { engine: { config, claims, daemon, opened }, runtime } = deps;
  const configured = {
    server: config.server?.url ?? null,
    selection: selectionWords(config.selection),
  };
  const logged = () => statusOf({ reader: opened.log.reader }, configured);
  const limits = () => ({ taskwarrior: 1, vikunja: opened.sides.vikunja.limits().writes });
  const status = () => ({ ...logged(), limits: limits(), daemon: daemonStatus(deps) });
  return {
    ...eitherOperations({
      ...engineWorkers(deps.engine, runtime),
      status: () => Promise.resolve(status()),
      sync: () => Promise.resolve(createDaemonSync(deps)),
    }),
    daemon: () => Promise.resolve(daemonStatus(deps)),
    listClaims: () => claims.listClaims(),
    healthz() {
      const { error, lastRoundAt } = daemon.rounds();
      const rejected = logged().rejected.length;
      const ok = error === null && lastRoundAt !== null && rejected === 0;
      return Promise.resolve({ ok, lastRoundAt, rejected });
    },
    metrics: () => Promise.resolve(daemonMetrics(status(), daemonStatus(deps), runtime.now())),
    overview: () => Promise.resolve(overviewOf(opened.log.reader, configured)),
    vitals: () => deps.vitals(opened),
    invite: () => deps.page().invite(),
    wake(wake) {
      daemon.wake({ ...wake, changes: true });
      return Promise.resolve(true);
    },
  };
}

function daemonStatus(
  { engine, doors, receipts, rssBytes, self }: DaemonOperationsDeps,
): DaemonStatus {
  const { config, daemon, wakes } = engine;
  const { rounds, failures, lastRoundAt, lastPollAt, error } = daemon.rounds();
  return {
    version: self.version,
    pid: self.pid,
    startedAt: self.startedAt,
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
    wakes: { ...wakes },
    rssBytes: rssBytes(),
  };
}
