import assert from "node:assert/strict";
import { createFailureNote } from "@/adapters/fs/failure_note.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { SyncError } from "@/domain/errors.ts";
import { failureNoteContract } from "@tests/support/failure_note_contract.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const error = new SyncError("DISK_FULL", "Cannot write the log", { hint: "Make room." });

failureNoteContract("createFailureNote()", () => {
  const folder = tempFolder();
  return {
    open: (runtime) => createFailureNote(folder.path, runtime),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
});

Deno.test("P2: a note that is damaged, or a state folder that takes none, keeps nobody from working", () => {
  using folder = tempFolder();
  Deno.writeTextFileSync(folder.file("last_failure.json"), "{");
  assert.equal(createFailureNote(folder.path, systemRuntime).read(), null);
  Deno.writeTextFileSync(folder.file("a-file"), "");
  for (const stateDir of ["not/there", "a-file"]) {
    const note = createFailureNote(folder.file(stateDir), systemRuntime);
    note.note(error);
    assert.equal(note.read(), null);
    note.forget();
  }
});
