import type { SyncEvent } from "@/domain/events.ts";
import type { Projection } from "@/domain/projection.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { RunFailure } from "@/ports/log_reader.ts";
import type { Looker } from "@/ports/process_marks.ts";
import type { Snapshot } from "@/ports/snapshots.ts";
import { copyOfSet, type NoticeSet } from "@/adapters/memory/notice_set.ts";
import { createRowStore, type RowStore } from "@/adapters/memory/row_store.ts";

type Stored = StoredEvent<SyncEvent>;

/** What a log has on a disk. */
export interface LogContent {
  /** The one at position n is the n-th. */
  readonly events: Stored[];
  readonly streams: Map<string, Stored[]>;
  /** By stream and fold. */
  readonly snapshots: Map<string, Map<string, Snapshot>>;
  /** As folded by those; `null`: by nobody yet. */
  projected: {
    readonly projections: readonly Projection[];
    readonly rows: RowStore;
  } | null;
}

/** Wake-ups, and who is told when there is another one. */
interface SpoolContent {
  readonly lines: string[];
  /** ISO instant of the first that waits. */
  since: string | null;
  readonly watchers: Set<() => void>;
}

/** What stays when the processes that use it end, however they end: the state folder. */
export interface MemoryDisk {
  readonly log: LogContent;
  /** Who has the log for itself, as long as that process is not over. */
  owner: { readonly process: { readonly isOver: boolean }; readonly command: string } | null;
  /** By name. */
  readonly notices: Map<string, NoticeSet>;
  readonly spool: SpoolContent;
  /** Lines of the journal of deliveries. */
  readonly journal: string[];
  readonly marks: Map<Looker, { readonly isOver: boolean }>;
  /** The process that sees by itself what changes in the data; `null`: none says so. */
  sees: { readonly isOver: boolean } | null;
  /** What ended the last run that could not write the log. */
  failure: RunFailure | null;
}

export function createMemoryDisk(): MemoryDisk {
  return {
    log: { events: [], streams: new Map(), snapshots: new Map(), projected: null },
    owner: null,
    notices: new Map(),
    spool: { lines: [], since: null, watchers: new Set() },
    journal: [],
    marks: new Map(),
    sees: null,
    failure: null,
  };
}

/** As a backup has it: what happens to either later does not happen to the other. Nobody uses the copy yet. */
export function copyDisk({ log, notices, spool, journal, failure }: MemoryDisk): MemoryDisk {
  const { projected } = log;
  return {
    log: {
      events: [...log.events],
      streams: new Map([...log.streams].map(([id, events]) => [id, [...events]])),
      snapshots: new Map([...log.snapshots].map(([id, folded]) => [id, new Map(folded)])),
      projected: projected === null ? null : { ...projected, rows: projected.rows.copy() },
    },
    owner: null,
    notices: new Map([...notices].map(([name, set]) => [name, copyOfSet(set)])),
    spool: { lines: [...spool.lines], since: spool.since, watchers: new Set() },
    journal: [...journal],
    marks: new Map(),
    sees: null,
    failure,
  };
}

/** The rows of these projections; where others were there before, all events are folded anew. */
export function provideRows(log: LogContent, projections: readonly Projection[]): RowStore {
  const { projected } = log;
  if (
    projected !== null &&
    (projected.projections === projections || areSame(projected.projections, projections))
  ) return projected.rows;
  const rows = replayed(log, projections);
  log.projected = { projections, rows };
  return rows;
}

export function replayed(log: LogContent, projections: readonly Projection[]): RowStore {
  const rows = createRowStore(projections);
  for (const stored of log.events) {
    for (const { changes } of projections) rows.apply(changes(stored));
  }
  return rows;
}

function areSame(some: readonly Projection[], others: readonly Projection[]): boolean {
  return some.length === others.length &&
    some.every(({ name, version }, index) =>
      name === others[index]?.name && version === others[index].version
    );
}
