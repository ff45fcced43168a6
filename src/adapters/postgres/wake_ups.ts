import { asSyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { Database } from "@/adapters/postgres/database.ts";
import { listen } from "@/adapters/postgres/listening.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";

/** NOTIFY of a list. Nothing depends on it: whoever does not hear looks each second. */
interface WakeUps extends Disposable {
  /** Tells every host of the list to look, soon. */
  call(): void;
  hear(onCall: () => void): Disposable;
}

interface WakeUpDeps {
  readonly db: Database;
  readonly place: DatabasePlace;
  readonly list: string;
  /** Who waits for something else is not woken. */
  readonly about: "events" | "requests";
  readonly runtime: Pick<Runtime, "after">;
}

/** Between two of a host: each wakes all the others, and waits for a lock that all of the database share. */
const leastMs = 20;
const channel = "vikunja_sync";

export function createWakeUps({ db, place, list, about, runtime }: WakeUpDeps): WakeUps {
  const payload = `${about} ${list}`;
  let resting: Disposable | null = null;
  let isCalled = false;
  let isClosed = false;
  /** The database knows no such thing. */
  let isDumb = false;

  function call(): void {
    if (isClosed || isDumb) return;
    isCalled = resting !== null;
    if (isCalled) return;
    resting = runtime.after(leastMs, () => {
      resting = null;
      if (isCalled) call();
    });
    db.query("SELECT pg_notify($1, $2)", [channel, payload]).catch((thrown) => {
      // Not to be had, or closed meanwhile: they look by themselves.
      if (asSyncError(thrown).code === "INTERNAL") isDumb = true;
    });
  }

  return {
    call,
    hear: (onCall) =>
      listen({ place, channel, runtime }, (heard) => {
        if (heard === "" || heard === payload) onCall();
      }),
    [Symbol.dispose]() {
      isClosed = true;
      resting?.[Symbol.dispose]();
    },
  };
}
