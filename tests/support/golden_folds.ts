import { createHash } from "node:crypto";
import { evolve } from "@/domain/evolve.ts";
import { logStreamId, type SyncEvent, type TaskEvent } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import type { Projection } from "@/domain/projection.ts";
import { emptyPair, pairFold, type PairState } from "@/domain/state.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { upcast } from "@/domain/upcast.ts";
import { createRowStore } from "@/adapters/memory/row_store.ts";
import { logProjections } from "@/projections/log_projections.ts";

/** An event as the log keeps it, with the schema it was written with. */
export interface KeptEvent {
  readonly streamId: string;
  readonly type: string;
  readonly schema: number;
  readonly data: Json;
}

/** What one version of a fold makes of a log. */
interface GoldenFold {
  /** Of all that it goes through, event by event. */
  readonly hash: string;
  /** What it comes to in the end, to be read. */
  readonly outcome: Json;
}

/** By the name of the fold with its version: `pair-6`, `tasks@3`. */
type GoldenFolds = Readonly<Record<string, GoldenFold>>;

/** What today's code makes of the events of a log. */
export function foldsOf(kept: readonly KeptEvent[]): GoldenFolds {
  const stored = storedFrom(kept);
  const projected = logProjections.map((projection) =>
    [`${projection.name}@${projection.version}`, foldRows(projection, stored)] as const
  );
  return { [pairFold]: foldPairs(stored), ...Object.fromEntries(projected) };
}

/** Every state that some pair goes through. */
export function statesOf(kept: readonly KeptEvent[]): readonly PairState[] {
  return [...statesIn(storedFrom(kept))];
}

/** With places, a second apart. */
export function storedFrom(kept: readonly KeptEvent[]): readonly StoredEvent<SyncEvent>[] {
  const versions = new Map<string, number>();
  return kept.map(({ streamId, ...event }, index) => {
    const version = (versions.get(streamId) ?? 0) + 1;
    versions.set(streamId, version);
    const at = new Date(Date.UTC(2026, 10, 20) + index * 1_000);
    return {
      position: index + 1,
      streamId,
      version,
      recordedAt: at.toISOString(),
      event: upcast(event),
    };
  });
}

function* statesIn(stored: readonly StoredEvent<SyncEvent>[]): Iterable<PairState> {
  const states = new Map<string, PairState>();
  for (const { streamId, event } of stored) {
    if (streamId === logStreamId) continue;
    const state = evolve(states.get(streamId) ?? emptyPair(streamId), event as TaskEvent);
    states.set(streamId, state);
    yield state;
  }
}

function foldPairs(stored: readonly StoredEvent<SyncEvent>[]): GoldenFold {
  const states = [...statesIn(stored)];
  const last = new Map(states.map((state) => [state.streamId, state]));
  return { hash: hashOf([emptyPair(""), ...states]), outcome: canonical(Object.fromEntries(last)) };
}

function foldRows(
  { tables, changes }: Projection,
  stored: readonly StoredEvent<SyncEvent>[],
): GoldenFold {
  // The runs that were recorded each have ids of their own from 1 on.
  const lenient = tables.map(({ unique: _, ...table }) => table);
  const rows = createRowStore([{ name: "", version: 0, tables: lenient, changes }]);
  const all = stored.map(changes);
  for (const each of all) rows.apply(each);
  const outcome = tables.map(({ name }) => [name, rows.rows(name)] as const);
  return { hash: hashOf([tables, all]), outcome: canonical(Object.fromEntries(outcome)) };
}

function hashOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(canonical(value))).digest("hex");
}

/** As it is kept, with its keys in order: in which order they are made tells nothing. */
function canonical(value: unknown): Json {
  return JSON.parse(
    JSON.stringify(
      value,
      (_key, inner: unknown) =>
        inner !== null && typeof inner === "object" && !Array.isArray(inner)
          ? Object.fromEntries(
            Object.entries(inner).toSorted(([a], [b]) => a < b ? -1 : 1),
          )
          : inner,
    ),
  ) as Json;
}
