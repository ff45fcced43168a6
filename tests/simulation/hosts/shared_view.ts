import { createMemoryDisk } from "@/adapters/memory/disk.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { copyMemoryLog } from "@/adapters/memory/owned_log.ts";
import { startProcess } from "@/adapters/memory/process.ts";
import { toStoredEvent } from "@/adapters/sqlite/event_rows.ts";
import { eventColumns, type EventRow } from "@/ports/event_row.ts";
import { logProjections as projections } from "@/projections/log_projections.ts";
import type { LogPlace } from "@tests/simulation/log_place.ts";

/** The log of a list as the database has it, for whoever looks from outside. */
interface SharedView {
  readonly place: Pick<LogPlace, "copy" | "look">;
  add(rows: readonly EventRow[]): void;
  /** These are all that is left. */
  begin(rows: readonly EventRow[]): void;
}

export function createSharedView(): SharedView {
  let disk = createMemoryDisk();

  function add(rows: readonly EventRow[]): void {
    for (const row of rows) {
      const now = () => new Date(row.recordedAt);
      const log = openMemoryLog({ projections, now, process: startProcess(disk) });
      const cells = Object.fromEntries(eventColumns.map((name) => [name, cellOf(row, name)]));
      const { event } = toStoredEvent(cells, "the database");
      const { streamId, version } = row;
      // Stored when the call returns.
      void log.store.append([{ streamId, expectedVersion: version - 1, events: [event] }]);
    }
  }

  return {
    place: {
      copy: ({ runtime }) =>
        copyMemoryLog({ process: startProcess(disk), projections, now: runtime.now }),
      look: (now) => openMemoryLog({ projections, now, process: startProcess(disk) }),
    },
    add,
    begin(rows) {
      disk = createMemoryDisk();
      add(rows);
    },
  };
}

function cellOf(row: EventRow, column: string): string | number {
  const name = column.replace(/_(\w)/, (_, letter: string) => letter.toUpperCase());
  return row[name as keyof EventRow];
}
