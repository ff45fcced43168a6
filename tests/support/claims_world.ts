import type { SyncEvent } from "@/domain/events.ts";
import type { Log } from "@/ports/log.ts";
import type { Claims } from "@/ports/claims.ts";
import type { EventStore } from "@/ports/event_store.ts";
import { createTurns } from "@/engine/turns.ts";
import { createClaims } from "@/triggers/claims.ts";
import { LeaseTime } from "@tests/support/lease_time.ts";
import { observed } from "@tests/support/log_events.ts";
import { sqliteLogPlace } from "@tests/support/log_places.ts";
import type { LocalLogSubject } from "@tests/support/log_subject.ts";

export interface ClaimsWorld extends AsyncDisposable {
  readonly log: Log;
  readonly time: LeaseTime;
  readonly claims: Claims;
  /** Claims over the same log, with another store between. */
  over(store: EventStore<SyncEvent>): Claims;
}

/** A log with these tasks, all pending, and claims over it. */
export async function claimsWorld(
  tasks: readonly string[],
  place: LocalLogSubject = sqliteLogPlace(),
): Promise<ClaimsWorld> {
  const log = place.open();
  const time = new LeaseTime();
  const over = (store: EventStore<SyncEvent>) =>
    createClaims({
      store,
      queries: log.claims,
      clock: time.now,
      turns: createTurns(1_000),
      projectPath: (name) => name.split("."),
      levels: { medium: 2, high: 3 },
      projectName: (path) => path.join("."),
    });
  for (const task of tasks) {
    const events = [observed("vikunja", `task ${task}`)];
    await log.store.append([{ streamId: task, expectedVersion: 0, events }]);
  }
  return {
    log,
    time,
    claims: over(log.store),
    over,
    [Symbol.asyncDispose]() {
      log.close();
      place[Symbol.dispose]();
      return Promise.resolve();
    },
  };
}
