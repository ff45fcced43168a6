import assert from "node:assert/strict";
import { forgetUnlogged, noteUnlogged, unloggedFailure } from "@/adapters/fs/failure_note.ts";
import { SyncError } from "@/domain/errors.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const error = new SyncError("DISK_FULL", "Cannot write the log", { hint: "Make room." });

Deno.test("P2: noteUnlogged() keeps the last error and since when, until it is forgotten", () => {
  using folder = tempFolder();
  const stateDir = folder.file("");
  assert.equal(unloggedFailure(stateDir), null);
  noteUnlogged(stateDir, error, "2026-11-21T05:00:00.000Z");
  noteUnlogged(stateDir, error, "2026-11-21T06:00:00.000Z");
  assert.deepEqual(unloggedFailure(stateDir), {
    ...{ code: "DISK_FULL", message: "Cannot write the log", hint: "Make room." },
    ...{ at: "2026-11-21T06:00:00.000Z", since: "2026-11-21T05:00:00.000Z" },
  });
  forgetUnlogged(stateDir);
  forgetUnlogged(stateDir);
  assert.equal(unloggedFailure(stateDir), null);
});

Deno.test("P2: a note that is damaged, or a state folder that takes none, keeps nobody from working", () => {
  using folder = tempFolder();
  Deno.writeTextFileSync(folder.file("last_failure.json"), "{");
  assert.equal(unloggedFailure(folder.file("")), null);
  noteUnlogged(folder.file("not/there"), error, "2026-11-21T05:00:00.000Z");
  assert.equal(unloggedFailure(folder.file("not/there")), null);
  Deno.writeTextFileSync(folder.file("a-file"), "");
  noteUnlogged(folder.file("a-file"), error, "2026-11-21T05:00:00.000Z");
  forgetUnlogged(folder.file("a-file"));
});
