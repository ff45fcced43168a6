import type { Runtime } from "@/ports/runtime.ts";
import { connect, hostsOf } from "@/adapters/postgres/database.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";

interface ListenDeps {
  readonly place: DatabasePlace;
  /** An identifier. */
  readonly channel: string;
  readonly runtime: Pick<Runtime, "after">;
}

/** Where the connection ended, or the database cannot listen. */
const againMs = 5_000;

/**
 * LISTEN on a connection of its own, made anew whenever it ends, until it is disposed of. An empty payload: it listens
 * from now on, and what was called before was not heard.
 */
export function listen(
  { place, channel, runtime }: ListenDeps,
  onCall: (payload: string) => void,
): Disposable {
  const hosts = hostsOf(place);
  let timer: Disposable | null = null;
  let isClosed = false;
  let sql: ReturnType<typeof connect> | null = null;

  function begin(): void {
    timer = null;
    const own = connect(hosts.next(), {
      max: 1,
      onnotify: (_channel: string, payload: string) => isClosed ? undefined : onCall(payload),
      onclose: again,
    });
    sql = own;
    own.unsafe(`LISTEN ${channel}`).then(() => isClosed ? undefined : onCall("")).catch(again);
  }

  function again(): void {
    if (isClosed || timer !== null) return;
    void sql?.end({ timeout: 0 });
    timer = runtime.after(againMs, begin);
  }

  begin();
  return {
    [Symbol.dispose]() {
      isClosed = true;
      timer?.[Symbol.dispose]();
      void sql?.end({ timeout: 0 });
    },
  };
}
