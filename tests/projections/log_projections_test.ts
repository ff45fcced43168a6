import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import type { Row } from "@/domain/projection.ts";
import { createRowStore } from "@/adapters/memory/row_store.ts";
import { logProjections } from "@/projections/log_projections.ts";
import {
  confirmed,
  failed,
  linked,
  observed,
  oneOfEach,
  requested,
  unlinked,
} from "@tests/support/log_events.ts";

/** Rows of a table after these events of one stream. */
function rowsAfter(table: string, ...events: readonly SyncEvent[]): readonly Row[] {
  const rows = createRowStore(logProjections);
  for (const [index, event] of events.entries()) {
    const version = index + 1;
    const recordedAt = "2026-11-20T10:00:00.000Z";
    const stored = { position: 100 + version, streamId: "a", version, recordedAt, event };
    for (const projection of logProjections) rows.apply(projection.changes(stored));
  }
  return rows.rows(table);
}

function only(rows: readonly Row[]): Row {
  assert.equal(rows.length, 1);
  return rows[0] ?? assert.fail();
}

Deno.test("pending keeps the newer push when the answer to the older one comes late", () => {
  const row = only(
    rowsAfter("pending", requested("vikunja"), requested("vikunja"), confirmed("vikunja", 1)),
  );
  assert.deepEqual([row["version"], row["attempts"], row["dead"]], [2, 0, 0]);
});

Deno.test("pending starts counting attempts again when a newer push replaces a failed one", () => {
  const row = only(
    rowsAfter("pending", requested("vikunja"), failed("vikunja", 1, null), requested("vikunja")),
  );
  assert.deepEqual(
    [row["version"], row["attempts"], row["dead"], row["error_code"], row["next_at"]],
    [3, 0, 0, null, null],
  );
});

Deno.test("pending marks a push dead when there is no next attempt", () => {
  const row = only(rowsAfter("pending", requested("vikunja"), failed("vikunja", 1, null)));
  assert.deepEqual([row["attempts"], row["dead"], row["error_code"]], [
    1,
    1,
    "SERVER_UNAVAILABLE",
  ]);
});

Deno.test("pending is empty when the push was dropped, or its task unlinked", () => {
  assert.deepEqual(rowsAfter("pending", requested("vikunja"), oneOfEach.PushDropped), []);
  assert.deepEqual(rowsAfter("pending", requested("vikunja"), unlinked(12)), []);
  assert.equal(rowsAfter("pending", requested("taskwarrior"), unlinked(12)).length, 1);
});

Deno.test("tasks forgets a withdrawal when the task shows again", () => {
  const away = only(rowsAfter("tasks", observed("vikunja"), oneOfEach.TaskWithdrawn));
  assert.deepEqual([away["vikunja"], away["vikunja_withdrawn"]], [
    "withdrawn",
    "project is archived",
  ]);
  const back = only(
    rowsAfter("tasks", oneOfEach.TaskWithdrawn, observed("vikunja", "tea"), linked(12)),
  );
  assert.deepEqual(
    [back["title"], back["vikunja"], back["vikunja_withdrawn"], back["vikunja_id"]],
    ["tea", "present", null, 12],
  );
  assert.equal(back["position"], 103);
});

Deno.test("links has a row from the link to its end", () => {
  assert.deepEqual(rowsAfter("links", linked(12)), [{ stream_id: "a", vikunja_id: 12 }]);
  assert.deepEqual(rowsAfter("links", linked(12), linked(13)), [{
    stream_id: "a",
    vikunja_id: 13,
  }]);
  assert.deepEqual(rowsAfter("links", linked(12), unlinked(12)), []);
});

Deno.test("every projection takes every event type", () => {
  for (const table of logProjections.flatMap((projection) => projection.tables)) {
    assert.ok(rowsAfter(table.name, ...Object.values(oneOfEach)).length <= 7);
  }
});
