import type { ListLease } from "@/ports/list_store.ts";
import type { Transport } from "@/ports/transport.ts";

/** What may be asked of a server by whoever does not own the list. */
const reading: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Sends what changes anything only while the lease lasts, and gives up what is under way when it ends. */
export function fencedTransport(
  transport: Transport,
  lease: () => Pick<ListLease, "check" | "signal"> | null,
): Transport {
  return {
    ...transport,
    async send(request) {
      const fence = reading.has(request.method) ? null : lease();
      if (fence === null) return await transport.send(request);
      fence.check();
      const stop = new AbortController();
      const end = () => stop.abort();
      const ends = [request.signal, fence.signal];
      if (request.signal.aborted) end();
      for (const each of ends) each.addEventListener("abort", end, { once: true });
      try {
        return await transport.send({
          ...request,
          signal: stop.signal,
          beforeSent: () => fence.check(),
        });
      } finally {
        for (const each of ends) each.removeEventListener("abort", end);
      }
    },
  };
}
