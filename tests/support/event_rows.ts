import type { EventRow } from "@/ports/event_row.ts";

/** The first event of a stream of its own, at that position. */
export function eventRow(position: number): EventRow {
  return {
    position,
    streamId: `task-${position}`,
    version: 1,
    previous: 0,
    type: "TaskLinked",
    schema: 1,
    recordedAt: "2026-11-20T10:00:00.000Z",
    data: `{"vikunjaId":${position},"because":"created \\"so\\" {x}, \\\\ \u2028 NULL"}`,
    sum: 4_000_000_000 + position,
  };
}
