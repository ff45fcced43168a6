import { createHash } from "node:crypto";
import { SyncError } from "@/domain/errors.ts";
import type { Projection } from "@/domain/projection.ts";
import type { Log, UuidOfNumber } from "@/ports/log.ts";
import { createClaimQueries } from "@/adapters/memory/claim_queries.ts";
import {
  createMemoryDisk,
  type LogContent,
  provideRows,
  replayed,
} from "@/adapters/memory/disk.ts";
import { createEventHistory } from "@/adapters/memory/event_history.ts";
import { createMemoryEventStore } from "@/adapters/memory/event_store.ts";
import { createLogQueries } from "@/adapters/memory/log_queries.ts";
import { type MemoryProcess, startProcess } from "@/adapters/memory/process.ts";
import type { RowStore } from "@/adapters/memory/row_store.ts";
import { createSnapshots } from "@/adapters/memory/snapshots.ts";

export interface MemoryLogOptions {
  readonly projections: readonly Projection[];
  readonly now: () => Date;
  /** For names that are Taskwarrior's IDs; without: there are none. */
  readonly uuidOf?: UuidOfNumber;
  /** Whose log it is, and on which disk; without, one that is over with this log. */
  readonly process?: MemoryProcess;
}

/** The log in memory: every question is answered as the one on disk answers it. */
export function openMemoryLog(
  { projections, now, uuidOf = () => null, process = startProcess(createMemoryDisk()) }:
    MemoryLogOptions,
): Log {
  const { log } = process.disk;
  let isClosed = false;
  provideRows(log, projections);

  function content(): LogContent {
    if (isClosed) throw new SyncError("ABORTED", "Cannot use the log: it is closed");
    return log;
  }

  const rows = () => provideRows(content(), projections);
  const table = (name: string) => rows().table(name);
  const reader = createLogQueries(content, table, uuidOf);

  function close(): void {
    isClosed = true;
  }

  return {
    store: createMemoryEventStore({ process, content, rows, projections, now }),
    history: createEventHistory(content),
    reader,
    claims: createClaimQueries(content, table, reader.resolveTask),
    snapshots: createSnapshots(content, (work) => process.write("log", work)),
    rebuild() {
      content().projected = { projections, rows: replayed(log, projections) };
    },
    checksum(name) {
      const lines = dump(found(projections, name), rows());
      return Promise.resolve(createHash("sha256").update(lines).digest("hex"));
    },
    check() {
      content();
    },
    integrity() {
      const again = replayed(content(), projections);
      return projections.filter((each) => dump(each, rows()) !== dump(each, again))
        .map(({ name }) => `projection ${name} is not what the events say`);
    },
    close,
    [Symbol.dispose]: close,
  };
}

function found(projections: readonly Projection[], name: string): Projection {
  const projection = projections.find((each) => each.name === name);
  if (projection === undefined) throw new Error(`There is no projection ${name}`);
  return projection;
}

/** Every row as a line of text, in the order of their keys. */
function dump({ tables }: Projection, rows: RowStore): string {
  return tables.flatMap(({ name, columns }) => {
    const cells = Object.keys(columns);
    return rows.rows(name).map((row) =>
      `${name} ${JSON.stringify(cells.map((cell) => row[cell]))}\n`
    );
  }).join("");
}
