import type { SyncEvent } from "@/domain/events.ts";
import type { Log } from "@/ports/log.ts";
import type { Claims } from "@/ports/claims.ts";
import type { EventStore } from "@/ports/event_store.ts";
import { createClaims } from "@/triggers/claims.ts";
import { LeaseTime } from "@tests/support/lease_time.ts";
import { observed } from "@tests/support/log_events.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

interface ClaimsWorld extends Disposable {
  readonly log: Log;
  readonly time: LeaseTime;
  readonly claims: Claims;
  readonly path: string;
  /** Claims over the same log, with another store between. */
  over(store: EventStore<SyncEvent>): Claims;
}

/** A log with these tasks, all pending, and claims over it. */
export async function claimsWorld(tasks: readonly string[]): Promise<ClaimsWorld> {
  const folder = tempFolder();
  const path = folder.file("log.db");
  const log = logAt(path);
  const time = new LeaseTime();
  const over = (store: EventStore<SyncEvent>) =>
    createClaims({
      store,
      queries: log.claims,
      clock: time.now,
      projectPath: (name) => name.split("."),
    });
  for (const task of tasks) {
    const events = [observed("vikunja", `task ${task}`)];
    await log.store.append([{ streamId: task, expectedVersion: 0, events }]);
  }
  return {
    log,
    time,
    path,
    claims: over(log.store),
    over,
    [Symbol.dispose]() {
      log.close();
      folder[Symbol.dispose]();
    },
  };
}
