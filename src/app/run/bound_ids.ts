import type { Json } from "@/domain/json.ts";
import { streamIdForVikunja } from "@/mapping/stream_id.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import { firstUrl } from "@/triggers/binding.ts";

/** Streams of tasks that were born in Vikunja. */
export interface BoundIds {
  /** `at`: tells tasks apart that the server gave one id; of a repeating one, its dates. */
  streamIdFor(vikunjaId: number, at?: string): string;
  /** The same, for the address that the log is bound to now. */
  forNow(): BoundIds["streamIdFor"];
}

/** The address of the server may change; ids made from the first one may not. */
export function createBoundIds(reader: Pick<LogReader, "binding">, url: string): BoundIds {
  let bound: string | null = null;
  const first = () => (bound ??= textIn(reader.binding("vikunja")?.[firstUrl])) ?? url;

  function forNow(): BoundIds["streamIdFor"] {
    const address = first();
    return (vikunjaId, at) => streamIdForVikunja(address, vikunjaId, at);
  }

  return { forNow, streamIdFor: (vikunjaId, at) => forNow()(vikunjaId, at) };
}

function textIn(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}
