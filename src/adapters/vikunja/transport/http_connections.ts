import type { Connection } from "@/ports/system.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { createHttpInput, type HttpInput } from "@/adapters/vikunja/transport/http_input.ts";

/** A connection to the server, and what comes over it. */
interface Wire {
  readonly connection: Connection;
  readonly input: HttpInput;
  /** Whether another request went over it before. */
  readonly isKept: boolean;
}

interface Connections {
  /**
   * Waits where as many as there may be are in use. `maxIdleMs`: how long one may have been unused; 0: one that no other
   * request was sent over.
   */
  take(maxIdleMs: number): Promise<Wire>;
  /** For the next request. */
  keep(wire: Wire): void;
  drop(wire: Wire): void;
  /** Closes those that would not be trusted any more. */
  rest(): void;
  /** Those that nobody uses, and the others when they are given back. */
  close(): void;
}

/** A kept connection idle for longer is not trusted: the other end may just be closing it. */
export const maxIdleMs = 4_000;

interface Idle {
  readonly wire: Wire;
  readonly since: number;
}

/** `atOnce`: how many at a time; what is to be sent once does not count. */
export function createConnections(
  open: () => Promise<Connection>,
  { atOnce, runtime }: { readonly atOnce: number; readonly runtime: Pick<Runtime, "elapsed"> },
): Connections {
  let idle: Idle[] = [];
  let inUse = 0;
  let isClosed = false;
  const waiting: (() => void)[] = [];

  function release(): void {
    inUse -= 1;
    waiting.shift()?.();
  }

  async function opened(isKept: boolean): Promise<Wire> {
    const connection = await open();
    return { connection, input: createHttpInput(connection), isKept };
  }

  function rest(): void {
    if (idle.length === 0) return;
    const now = runtime.elapsed();
    for (const { wire, since } of idle) if (now - since > maxIdleMs) wire.connection.close();
    idle = idle.filter(({ since }) => now - since <= maxIdleMs);
  }

  return {
    rest,
    async take(mostIdleMs) {
      while (inUse >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      inUse += 1;
      rest();
      const now = runtime.elapsed();
      const last = idle.at(-1);
      if (last !== undefined && mostIdleMs > 0 && now - last.since <= mostIdleMs) {
        idle = idle.slice(0, -1);
        return { ...last.wire, isKept: true };
      }
      try {
        return await opened(false);
      } catch (thrown) {
        release();
        throw thrown;
      }
    },
    keep(wire) {
      // What comes unasked would be taken for the next answer.
      if (isClosed || !wire.input.isEmpty()) wire.connection.close();
      else idle.push({ wire, since: runtime.elapsed() });
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
