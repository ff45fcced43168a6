import type { ListShare } from "@/ports/list_store.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { type Database, openDatabase } from "@/adapters/postgres/database.ts";
import { listen } from "@/adapters/postgres/listening.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { provideSchema } from "@/adapters/postgres/schema.ts";
import { type Renewal, renewals } from "@/adapters/postgres/renewals.ts";

/** What a list is woken for. */
export type Happening = "events" | "requests";

/** How a list reaches its database, alone or with others of the process. */
export interface Connections extends AsyncDisposable {
  readonly db: Database;
  /** Which of those that spread their lists over each other; empty: none. */
  readonly service: string;
  /** The tables are there when it resolves. @throws {SyncError} */
  readonly provide: () => Promise<void>;
  /** Resolves to whether the list is still its owner's. @throws {SyncError} `STORE_UNAVAILABLE` */
  readonly renew: (renewal: Renewal) => Promise<boolean>;
  /** Told when there is something to look at, perhaps. */
  hear(about: Happening, list: string, onCall: () => void): Disposable;
  /** The list may go to another that has fewer, or come from one that has more. */
  spread(list: string, share: ListShare): Disposable;
  /** How often whoever waits looks by himself, too. */
  readonly lookMs: number;
  /** Forgets requests of long ago, of that list or of all. */
  tidy(list: string): Promise<void>;
}

/** Called for each thing that is opened, which disposes of what it is given. */
export type Connect = (place: DatabasePlace) => Connections;

export const channel = "vikunja_sync";

export const payloadOf = (about: Happening, list: string) => `${about} ${list}`;

/** Whoever asked looks many times a second. */
export const tidyRequests = `DELETE FROM vikunja_sync.requests WHERE ($1 = '' OR list = $1) AND (
    answered_at < clock_timestamp() - interval '5 minutes'
    OR answer IS NULL AND begun = 0 AND expires_at < clock_timestamp() - interval '1 minute'
  )`;

/** Looked at until it went well once. */
export function providing(db: Database): Connections["provide"] {
  let provided: Promise<void> | null = null;
  return () =>
    provided ??= provideSchema(db).catch((thrown) => {
      provided = null;
      throw thrown;
    });
}

/** A database that nobody else of this process uses, or too few to share anything. */
export function ownConnections(runtime: Pick<Runtime, "after">): Connect {
  return (place) => {
    const db = openDatabase(place, runtime);
    const renew = renewals(db);
    return {
      db,
      service: "",
      spread: () => ({ [Symbol.dispose]() {} }),
      provide: providing(db),
      renew: async (renewal) => (await renew([renewal])).has(renewal.list),
      hear(about, list, onCall) {
        const own = payloadOf(about, list);
        return listen({ place, channel, runtime }, (heard) => {
          if (heard === "" || heard === own) onCall();
        });
      },
      lookMs: 1_000,
      async tidy(list) {
        await db.query(tidyRequests, [list]);
      },
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  };
}
