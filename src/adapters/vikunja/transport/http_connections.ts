import type { Connection } from "@/ports/system.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { createHttpInput, type HttpInput } from "@/adapters/vikunja/transport/http_input.ts";

/** A connection to the server, and what comes over it. */
interface Wire {
  readonly connection: Connection;
  readonly input: HttpInput;
  /** How long it was unused since another request went over it; `null`: none did. */
  readonly idleMs: number | null;
}

type OnBegun = (half: Pick<Connection, "close">) => void;

interface Connections {
  /**
   * Waits where as many as there may be are in use. `maxIdleMs`: how long one may have been unused; 0: one that no other
   * request was sent over. `onBegun` is given what ends the opening of one.
   */
  take(maxIdleMs: number, onBegun: OnBegun): Promise<Wire>;
  /** For the next request. */
  keep(wire: Wire): void;
  drop(wire: Wire): void;
  /** Closes those that nobody used for a while. */
  rest(): void;
  /** Nothing comes any more over one that was unused for so long, and nobody has said so: others may be no better. */
  foundSilent(): void;
  /** Those that nobody uses, and the others when they are given back. */
  close(): void;
}

/** Idle for longer, the other end may just be closing it, or something between may have forgotten it. */
export const freshMs = 4_000;
/** Each of two or three is used so often by the polls. */
const longestMs = 90_000;
const warinessMs = 600_000;

interface Idle {
  readonly wire: Wire;
  readonly since: number;
}

/** `atOnce`: how many at a time; what is to be sent once does not count. */
export function createConnections(
  open: (onBegun: OnBegun) => Promise<Connection>,
  { atOnce, runtime }: { readonly atOnce: number; readonly runtime: Pick<Runtime, "elapsed"> },
): Connections {
  /** The last used last. */
  let idle: Idle[] = [];
  let inUse = 0;
  let isClosed = false;
  let silentAt = -Infinity;
  const waiting: (() => void)[] = [];

  function release(): void {
    inUse -= 1;
    waiting.shift()?.();
  }

  async function opened(onBegun: OnBegun): Promise<Wire> {
    const connection = await open(onBegun);
    return { connection, input: createHttpInput(connection), idleMs: null };
  }

  /** Closes those that are idle for longer, or that the other end has closed. */
  function keepOnly(mostIdleMs: number): void {
    const now = runtime.elapsed();
    const isGood = ({ wire, since }: Idle) => now - since <= mostIdleMs && wire.input.isIdle();
    const { good = [], bad = [] } = Object.groupBy(idle, (one) => isGood(one) ? "good" : "bad");
    for (const { wire } of bad) wire.connection.close();
    idle = good;
  }

  /** One used just now; else the one that nobody used for longest, so that asking now and then keeps several of them. */
  function found(mostIdleMs: number): Wire | null {
    const now = runtime.elapsed();
    keepOnly(now - silentAt < warinessMs ? freshMs : longestMs);
    const last = idle.at(-1);
    if (last === undefined) return null;
    const isFresh = now - last.since <= Math.min(mostIdleMs, freshMs);
    const one = isFresh ? last : idle.find(({ since }) => now - since <= mostIdleMs);
    if (one === undefined) return null;
    idle = idle.filter((other) => other !== one);
    return { ...one.wire, idleMs: now - one.since };
  }

  return {
    rest: () => keepOnly(freshMs),
    foundSilent() {
      silentAt = runtime.elapsed();
      keepOnly(freshMs);
    },
    async take(mostIdleMs, onBegun) {
      while (inUse >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      inUse += 1;
      try {
        return (mostIdleMs > 0 ? found(mostIdleMs) : null) ?? await opened(onBegun);
      } catch (thrown) {
        release();
        throw thrown;
      }
    },
    keep(wire) {
      // What comes unasked would be taken for the next answer.
      if (isClosed || !wire.input.isIdle()) wire.connection.close();
      else {
        wire.input.watch();
        idle.push({ wire, since: runtime.elapsed() });
      }
      release();
    },
    drop(wire) {
      wire.connection.close();
      release();
    },
    close() {
      isClosed = true;
      for (const { wire } of idle) wire.connection.close();
      idle = [];
    },
  };
}
