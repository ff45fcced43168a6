import { asSyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import {
  channel,
  type Connections,
  type Happening,
  payloadOf,
} from "@/adapters/postgres/connections.ts";

/** NOTIFY of a list. Nothing depends on it: whoever does not hear looks each second. */
interface WakeUps extends Disposable {
  /** Tells every host of the list to look, soon. */
  call(): void;
  hear(onCall: () => void): Disposable;
}

interface WakeUpDeps {
  readonly connections: Pick<Connections, "db" | "hear">;
  readonly list: string;
  /** Who waits for something else is not woken. */
  readonly about: Happening;
  readonly runtime: Pick<Runtime, "after">;
}

/** Between two of a host: each wakes all the others, and waits for a lock that all of the database share. */
const leastMs = 20;

export function createWakeUps({ connections, list, about, runtime }: WakeUpDeps): WakeUps {
  const { db, hear } = connections;
  const payload = payloadOf(about, list);
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
    hear: (onCall) => hear(about, list, onCall),
    [Symbol.dispose]() {
      isClosed = true;
      resting?.[Symbol.dispose]();
    },
  };
}
