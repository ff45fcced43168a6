import { SyncError } from "@/domain/errors.ts";
import type { EventRow } from "@/ports/event_row.ts";
import type { SharedLog } from "@/ports/shared_log.ts";

/** A list in memory, as a database would have it. */
interface MemorySharedLog extends SharedLog {
  readonly rows: EventRow[];
  /** The next append is refused, as by a rule of the tables. */
  refuseNext(): void;
}

export function memorySharedLog(id = "list-1"): MemorySharedLog {
  const rows: EventRow[] = [];
  let isRefusing = false;
  return {
    id,
    shownAs: "team at postgres://u@h/d",
    rows,
    refuseNext: () => void (isRefusing = true),
    append(batch) {
      if (isRefusing) {
        isRefusing = false;
        return Promise.reject(new SyncError("LOG_DAMAGED", "a version is there already"));
      }
      const last = rows.at(-1)?.position ?? 0;
      if (batch.after !== last) return Promise.resolve(batch.after > last ? "ahead" : "behind");
      rows.push(...batch.rows);
      return Promise.resolve("stored");
    },
    rowsAfter: (position, limit) =>
      Promise.resolve(rows.filter((row) => row.position > position).slice(0, limit)),
  };
}
