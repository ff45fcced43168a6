import type { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Projection } from "@/domain/projection.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { versionConflict } from "@/domain/version_conflict.ts";
import type { EventRow } from "@/ports/event_row.ts";
import type { SharedBatch } from "@/ports/shared_log.ts";
import type { Outcome } from "@/adapters/sqlite/committer.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import type { EncodedAppend, EncodedEvent } from "@/adapters/sqlite/encoded_append.ts";
import { eventSum } from "@/adapters/sqlite/event_sum.ts";
import { createUniqueRows } from "@/adapters/sqlite/unique_rows.ts";

/** What comes of many callers' appends once the batch is stored, and nothing of it before. */
export interface MirrorPlan {
  readonly outcomes: readonly Outcome[];
  readonly batch: SharedBatch;
  /** Those of the batch. */
  readonly stored: readonly StoredEvent<SyncEvent>[];
}

interface Head {
  readonly version: number;
  readonly position: number;
}

type Requests = readonly (readonly EncodedAppend[])[];

/**
 * Decides on appends as the mirror is now, one after the other, and writes nothing: what is refused by its version or
 * by a unique rule is left out, the others get the positions that come next.
 */
export function createMirrorPlanner(
  db: Database,
  projections: readonly Projection[],
): (requests: Requests, recordedAt: string) => MirrorPlan {
  const ruled = projections.flatMap(({ tables, changes }) => {
    const table = tables.find(({ unique }) => unique !== undefined);
    return table === undefined ? [] : [{ table, changes }];
  });
  const selectHead = db.statement("SELECT version, head FROM streams WHERE stream_id = ?");
  const selectLast = db.statement("SELECT max(position) AS last FROM events");

  return (requests, recordedAt) => {
    const heads = new Map<string, Head>();
    const rules = ruled.map(({ table, changes }) => ({
      rows: createUniqueRows(db, table),
      changes,
      table,
    }));
    const rows: EventRow[] = [];
    const stored: StoredEvent<SyncEvent>[] = [];
    const after = Number(selectLast.get()?.["last"] ?? 0);

    function headOf(streamId: string): Head {
      const known = heads.get(streamId);
      if (known !== undefined) return known;
      const row = selectHead.get(streamId);
      return { version: Number(row?.["version"] ?? 0), position: Number(row?.["head"] ?? 0) };
    }

    function conflictIn(request: readonly EncodedAppend[]): SyncError | null {
      const added = new Map<string, number>();
      for (const { streamId, expectedVersion, events } of request) {
        const own = added.get(streamId) ?? 0;
        const actual = headOf(streamId).version + own;
        if (actual !== expectedVersion) return versionConflict(streamId, expectedVersion, actual);
        added.set(streamId, own + events.length);
      }
      return null;
    }

    function place(
      streamId: string,
      { event, schema, data }: EncodedEvent,
      from: Head,
      position: number,
    ) {
      const version = from.version + 1;
      const { position: previous } = from;
      const { type } = event;
      const sum = eventSum(
        [position, streamId, version, previous, type, schema, recordedAt],
        data,
      );
      return {
        row: { position, streamId, version, previous, type, schema, recordedAt, data, sum },
        stored: { position, streamId, version, recordedAt, event },
      };
    }

    function decide(request: readonly EncodedAppend[]): Outcome {
      const refusal = conflictIn(request);
      if (refusal !== null) return { stored: null, refusal };
      const before = new Map<string, Head>();
      const placed: ReturnType<typeof place>[] = [];
      for (const { streamId, events } of request) {
        for (const encoded of events) {
          const from = headOf(streamId);
          if (!before.has(streamId)) before.set(streamId, from);
          const one = place(streamId, encoded, from, after + rows.length + placed.length + 1);
          heads.set(streamId, { version: one.row.version, position: one.row.position });
          placed.push(one);
        }
      }
      const taken = refusedBy(placed.map((each) => each.stored));
      if (taken !== null) {
        for (const [streamId, head] of before) heads.set(streamId, head);
        return { stored: null, refusal: taken };
      }
      for (const each of placed) {
        rows.push(each.row);
        stored.push(each.stored);
      }
      return { stored: placed.map((each) => each.stored), refusal: null };
    }

    function refusedBy(added: readonly StoredEvent<SyncEvent>[]): SyncError | null {
      for (const { rows, changes } of rules) {
        for (const event of added) {
          for (const change of changes(event)) {
            const refusal = rows.take(change);
            if (refusal === null) continue;
            for (const rule of rules) rule.rows.takeBack();
            return refusal;
          }
        }
      }
      for (const { rows } of rules) rows.keep();
      return null;
    }

    const outcomes = requests.map(decide);
    const links = rules.flatMap(({ rows }) => rows.moves()).map(({ value, from, to }) => ({
      vikunjaId: Number(value),
      from: from === null ? null : String(from),
      to: to === null ? null : String(to),
    }));
    return { outcomes, batch: { after, rows, links }, stored };
  };
}
