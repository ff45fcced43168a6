import * as v from "valibot";
import { askedFields, isOneOf, lateFields } from "@/domain/fields.ts";
import type { Proven } from "@/adapters/vikunja/proven.ts";
import { usualVikunjaSettings, type VikunjaSettings } from "@/mapping/vikunja/settings.ts";

/** What is read of tasks that not every version, or every configuration, reads. */
function lateText({ asked, places: { started, udas } }: VikunjaSettings): string {
  const usual = lateFields.filter((field) => !isOneOf(askedFields, field));
  const labels = started === null && udas.length === 0 ? [] : [JSON.stringify([started, udas])];
  return [...usual, ...asked, ...labels].join();
}

const schema = v.object({
  v: v.literal(2),
  url: v.string(),
  /** Fields that were not always read: where there are others, every task is read for them. */
  late: v.string(),
  /** Changes from here on (server's clock, ms since 1970) are read again. */
  sinceMs: v.number(),
  /** The server's `Date` at the last list read; a smaller one means its clock was set back. */
  serverMs: v.number(),
  /** How far `Date` is ahead of the clock that stamps tasks, at the most, ms; `null`: not measured. */
  aheadMs: v.nullable(v.number()),
  /** Stamp of the newest change that a list read has shown. */
  newestMs: v.number(),
  /** How many tasks the list has, our own creates and deletes since included. */
  total: v.number(),
  /** Ids of tasks made at or after `sinceMs` that are in `total`: `first-last` pairs. */
  fresh: v.array(v.tuple([v.number(), v.number()])),
  /** How many tasks were changed at or after `sinceMs`, by us or others, as far as known. */
  touched: v.number(),
  /** See `Proven`. */
  proven: v.optional(v.array(v.tuple([v.number(), v.number(), v.number()])), []),
  /** Difference between what the log and the list count that a full read has already looked into. */
  drift: v.number(),
});
export type Cursor = v.InferOutput<typeof schema>;

/** `null` for everything that is not a cursor of this server, or not of these settings: then everything is read. */
export function parseCursor(
  text: string | null,
  url: string,
  settings: VikunjaSettings = usualVikunjaSettings,
): Cursor | null {
  if (text === null || text === "") return null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  const isOurs = parsed.success && parsed.output.url === url &&
    parsed.output.late === lateText(settings);
  return isOurs ? parsed.output : null;
}

export function isFresh(cursor: Cursor, id: number): boolean {
  return cursor.fresh.some(([first, last]) => first <= id && id <= last);
}

/** The ids of {@link Cursor.fresh}. */
export function freshIds(cursor: Cursor): readonly number[] {
  return cursor.fresh.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i) => first + i)
  );
}

/** What the last list read showed. */
export interface ListRead {
  readonly sinceMs: number;
  readonly serverMs: number;
  readonly newestMs: number;
  readonly total: number;
  readonly fresh: readonly number[];
  readonly touched: readonly number[];
  readonly proven: readonly Proven[];
  /** How many comments the next run would have to read again. */
  readonly doubtful: number;
  readonly drift: number;
  /** The server's `Date`, and when that was at the latest on the clock that does not jump; `null`: it sent none. */
  readonly dated: { readonly dateMs: number; readonly untilMs: number } | null;
}

/** `Date` is cut to whole seconds. */
const dateResolutionMs = 1_000;

/** Keeps the cursor true while this process writes. */
export interface CursorKeeper {
  /** What it gives back tells the cursor of this read: true until the next one, then as it was at that moment. */
  listRead(read: ListRead, isWhole: boolean): () => string;
  created(id: number): void;
  deleted(id: number): void;
  changed(id: number): void;
  commented(count: number): void;
  /** See {@link ListRead.doubtful}; what was written since counted in. */
  doubtful(): number;
  /**
   * Whether the server's clock was set back since all was read the last time: it said `dateMs` in answer to a request
   * of `askedAtMs` (on the clock that does not jump). Once it was, this holds until all is read again.
   */
  wasSetBack(cursor: Pick<Cursor, "serverMs">, dateMs: number, askedAtMs: number): boolean;
  /** A task carried this stamp when `Date` was, or would have been, `dateMs`. */
  stamped(updatedMs: number, dateMs: number | null): void;
  /** See {@link Cursor.aheadMs}; what the cursor said before is counted in by the caller. */
  aheadMs(): number | null;
  /** Empty before the first list read. */
  text(): string;
}

export function createCursorKeeper(
  url: string,
  settings: VikunjaSettings = usualVikunjaSettings,
): CursorKeeper {
  const late = lateText(settings);
  let read: ListRead | null = null;
  let total = 0;
  let fresh = new Set<number>();
  let touched = new Set<number>();
  let aheadMs: number | null = null;
  let doubtful = 0;
  let isSetBack = false;
  let latest: { frozen: string | null } = { frozen: null };

  function text(): string {
    if (read === null) return "";
    const cursor: v.InferInput<typeof schema> = {
      v: 2,
      url,
      late,
      sinceMs: read.sinceMs,
      serverMs: read.serverMs,
      aheadMs,
      newestMs: read.newestMs,
      total,
      fresh: ranges([...fresh]),
      touched: touched.size,
      ...(read.proven.length === 0 ? {} : { proven: read.proven.map(([...one]) => one) }),
      drift: read.drift,
    };
    return JSON.stringify(cursor);
  }

  return {
    listRead(next, isWhole) {
      latest.frozen = text();
      const own = { frozen: null };
      latest = own;
      read = next;
      if (isWhole) isSetBack = false;
      total = next.total;
      fresh = new Set(next.fresh);
      touched = new Set(next.touched);
      doubtful = next.doubtful;
      return () => own.frozen ?? text();
    },
    created(id) {
      // A list that was read meanwhile has it already.
      if (!fresh.has(id)) total += 1;
      fresh.add(id);
      touched.add(id);
    },
    deleted(id) {
      total -= 1;
      fresh.delete(id);
      touched.delete(id);
    },
    changed: (id) => void touched.add(id),
    commented: (count) => void (doubtful += count),
    doubtful: () => doubtful,
    wasSetBack({ serverMs }, dateMs, askedAtMs) {
      const { dateMs: before, untilMs } = read?.dated ?? { dateMs: serverMs, untilMs: askedAtMs };
      isSetBack ||= dateMs + dateResolutionMs < Math.max(serverMs, before + askedAtMs - untilMs);
      return isSetBack;
    },
    stamped(updatedMs, dateMs) {
      if (dateMs === null) return;
      // Whole seconds, so that a cursor does not change where nothing did.
      const ms = Math.ceil((dateMs - updatedMs) / 1000) * 1000;
      aheadMs = Math.min(aheadMs ?? Infinity, ms);
    },
    aheadMs: () => aheadMs,
    text,
  };
}

function ranges(ids: number[]): [number, number][] {
  const result: [number, number][] = [];
  for (const id of ids.toSorted((a, b) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && last[1] === id - 1) last[1] = id;
    else result.push([id, id]);
  }
  return result;
}
