import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { assignments } from "@/cli/commands/assignments.ts";

Deno.test("assignments() takes fields as they are said here and as `task` takes them", () => {
  assert.deepEqual(assignments(["project=work", "due:2026-12-24T09:00", "title=a: b=c"], "add"), {
    project: "work",
    due: "2026-12-24T09:00",
    title: "a: b=c",
  });
  assert.deepEqual(assignments(["+shop", "priority:H", "+next"], "add"), {
    priority: "H",
    tags: "+shop,+next",
  });
  assert.deepEqual(assignments(["tags=+a,-b", "+c"], "set"), { tags: "+a,-b,+c" });
  assert.deepEqual(assignments(["tags="], "set"), { tags: "" });
});

Deno.test("assignments() refuses what is neither, and says how to mend it", () => {
  for (const wrong of ["milk", "=x", ":x", "+", ""]) {
    assert.throws(
      () => assignments([wrong], "add", "quote the title"),
      (thrown) => thrown instanceof SyncError && /is not FIELD=VALUE: quote/.test(thrown.message),
      wrong,
    );
  }
});
