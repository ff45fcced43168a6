import type { JsonObject } from "@/domain/json.ts";

/** A JSON object as the server sent it, not yet checked. */
export type RawObject = JsonObject;

export interface Page {
  readonly items: readonly RawObject[];
  /** Of all pages; `null` where this API does not say. */
  readonly total: number | null;
  readonly totalPages: number;
  /** The server's clock at the latest when the page was made, minus the time the call took; `null` without a `Date`. */
  readonly readAtMs: number | null;
  /** The server's `Date` as sent. */
  readonly serverMs: number | null;
}

/** The server's clock at a change, in ms since 1970, about what it stamps the task with; `null` without a `Date`. */
export type ServerTime = number | null;
