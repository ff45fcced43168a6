import { type HistoryAtOnce, historyAtOnce } from "@tests/support/history_at_once.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Log } from "@/ports/log.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import type { PairSimulation } from "@tests/support/pair_simulation.ts";

/** A log in memory that what pairs decide is copied to, as they do. */
export interface HistoryWorld {
  readonly log: Log;
  readonly history: HistoryAtOnce;
  /** Stores what these have decided since the last call. */
  keep(pair: PairSimulation): Promise<void>;
  /** Events of the log as a whole. */
  note(...events: readonly SyncEvent[]): Promise<void>;
}

export function createHistoryWorld(): HistoryWorld {
  let now = "";
  const log = openMemoryLog({ projections: logProjections, now: () => new Date(now) });
  const kept = new Map<PairSimulation, number>();

  async function append(streamId: string, recordedAt: string, events: readonly SyncEvent[]) {
    now = recordedAt;
    const expectedVersion = log.store.streamVersion(streamId);
    await log.store.append([{ streamId, expectedVersion, events }]);
  }

  return {
    log,
    get history() {
      return historyAtOnce(log);
    },
    async keep(pair) {
      const news = pair.log.slice(kept.get(pair) ?? 0);
      kept.set(pair, pair.log.length);
      for (const { streamId, recordedAt, event } of news) {
        await append(streamId, recordedAt, [event]);
      }
    },
    note: (...events) => append("log", now, events),
  };
}
