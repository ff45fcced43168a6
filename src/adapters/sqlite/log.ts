import { SyncError } from "@/domain/errors.ts";
import type { Projection } from "@/domain/projection.ts";
import type { Log, UuidOfNumber } from "@/ports/log.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { type AppendQueue, createAppendQueue } from "@/adapters/sqlite/append_queue.ts";
import { createClaimQueries } from "@/adapters/sqlite/claim_queries.ts";
import { createCommitter } from "@/adapters/sqlite/committer.ts";
import { type Database, openDatabase } from "@/adapters/sqlite/database.ts";
import { createDerivedTables, type DerivedTables } from "@/adapters/sqlite/derived_tables.ts";
import { createDerivedSum } from "@/adapters/sqlite/derived_sum.ts";
import { createEventReader, type EventReader } from "@/adapters/sqlite/event_reader.ts";
import { checkSums } from "@/adapters/sqlite/event_rows.ts";
import { findProblems } from "@/adapters/sqlite/integrity.ts";
import { checkLength, provideLogFile } from "@/adapters/sqlite/log_file.ts";
import { createLogQueries } from "@/adapters/sqlite/log_queries.ts";
import { makeUpAtOpen } from "@/adapters/sqlite/make_up_for.ts";
import { migrate } from "@/adapters/sqlite/migrations.ts";
import { refuseMirror } from "@/adapters/sqlite/mirror_note.ts";
import { checksumOf, dumpProjection } from "@/adapters/sqlite/projection_dump.ts";
import {
  freshProjections,
  provideProjections,
  rebuildProjections,
} from "@/adapters/sqlite/projection_tables.ts";
import { settledDatabase } from "@/adapters/sqlite/settled_database.ts";
import { createQuietKeeper } from "@/adapters/sqlite/keep_quietly.ts";
import { keepDerived, provideDerived } from "@/adapters/sqlite/provide_derived.ts";
import { isDiskFull } from "@/adapters/sqlite/sqlite_errors.ts";
import { surveyDamage } from "@/adapters/sqlite/salvage.ts";
import { createSnapshots } from "@/adapters/sqlite/snapshots.ts";

export interface LogOptions {
  /** The file; it and its folder are made where they are not there. */
  readonly path: string;
  /** The path to be named in errors where this is a copy of what is there. */
  readonly shownAs?: string;
  readonly projections: readonly Projection[];
  readonly runtime: Pick<Runtime, "now" | "elapsed" | "after">;
  /** For names that are Taskwarrior's IDs; without: there are none. */
  readonly uuidOf?: UuidOfNumber;
  /** Nobody else writes while it is open: what is not as it was left is found now, and mended where it can be. */
  readonly isOwner?: boolean;
  /** Is given what lets go of memory while the log is not used, to be called now and then; see {@link Database.rest}. */
  readonly onRest?: (rest: () => void) => void;
}

/**
 * @throws {SyncError} `LOG_DAMAGED`; `LOG_NEWER`; `CONFIG`: not allowed; `DISK_FULL`; `LOCKED`:
 * another process kept writing for seconds.
 */
export function openLog(options: LogOptions): Log {
  const { projections, runtime, isOwner = false, shownAs } = options;
  return openLogWith(options, ({ db, events, onWrite }) => {
    if (isOwner && shownAs === undefined) refuseMirror(db);
    const tables = createDerivedTables({ db, events, projections, runtime, isOwner, onWrite });
    const commit = createCommitter({ db, tables, now: runtime.now });
    return { queue: createAppendQueue(runtime, commit), tables };
  });
}

interface Appending {
  readonly queue: AppendQueue;
  /** `null`: they are never behind. */
  readonly tables: Pick<DerivedTables, "settle" | "settled" | "versionOf" | "close"> | null;
}

/** Makes what stores appends. `onWrite`: in each transaction. */
type AppendsOver = (parts: {
  readonly db: Database;
  readonly events: EventReader;
  readonly onWrite: () => void;
}) => Appending;

/** The same with another way to append. */
export function openLogWith(options: LogOptions, appendsOver: AppendsOver): Log {
  try {
    return open(options, appendsOver);
  } catch (thrown) {
    throw withSurvey(thrown, options.path);
  }
}

function open({ path, shownAs = path, ...options }: LogOptions, appendsOver: AppendsOver): Log {
  provideLogFile(path);
  const db = openDatabase(path, { shownAs, rests: options.onRest !== undefined });
  try {
    return createLog(db, options, appendsOver);
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

/** To a damaged log, how much of it can be saved (`details.readable`: events and streams). */
function withSurvey(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof SyncError) || thrown.code !== "LOG_DAMAGED") return thrown;
  const { message, cause, hint, details } = thrown;
  return new SyncError("LOG_DAMAGED", message, {
    cause,
    ...(hint === null ? {} : { hint }),
    details: { ...details, readable: surveyDamage(path) },
  });
}

function createLog(
  db: Database,
  { projections, uuidOf, runtime, isOwner = false, onRest }: Omit<LogOptions, "path" | "shownAs">,
  appendsOver: AppendsOver,
): Log {
  checkLength(db);
  migrate(db);
  const events = createEventReader(db);
  const replayed = { db, events, projections };
  const derived = createDerivedSum(db);
  const { commits } = db;
  const fresh = { ...replayed, projections: freshProjections(replayed) };
  try {
    makeUpAtOpen(fresh);
  } catch (thrown) {
    // Whoever only reads makes up for it at each look.
    const isReadable = !isOwner && fresh.projections.length === projections.length;
    if (!isReadable || !isDiskFull(thrown)) throw thrown;
  }
  provideProjections(replayed);
  if (db.commits > commits) derived.drop();
  if (isOwner) provideDerived(replayed, derived);
  const { queue, tables } = appendsOver({ db, events, onWrite: derived.drop });
  const settled = tables === null ? db : settledDatabase(db, tables.settled);
  const settledEvents = createEventReader(db, settled);
  const reader = createLogQueries(settled, uuidOf);
  let closed = false;
  let isChecked = false;
  const keepQuietly = isOwner ? createQuietKeeper({ db, derived, runtime }) : () => {};
  onRest?.(() => {
    keepQuietly();
    db.rest();
  });

  function close(): void {
    if (closed) return;
    closed = true;
    queue.close();
    tables?.close();
    if (isOwner && onRest === undefined) keepDerived(derived);
    db.close();
  }

  return {
    store: {
      ...settledEvents,
      streamVersion: tables?.versionOf ?? events.streamVersion,
      append: queue.append,
    },
    history: settledEvents,
    reader,
    claims: createClaimQueries(settled, reader.resolveTask),
    snapshots: createSnapshots(settled),
    rebuild() {
      tables?.settle();
      rebuildProjections(replayed);
      derived.drop();
    },
    checksum(name) {
      const projection = projections.find((each) => each.name === name);
      if (projection === undefined) throw new Error(`There is no projection ${name}`);
      return checksumOf(dumpProjection(settled, projection));
    },
    check() {
      if (!isChecked) checkSums(db);
      isChecked = true;
    },
    integrity: () => findProblems(replayed),
    close,
    [Symbol.dispose]: close,
  };
}
