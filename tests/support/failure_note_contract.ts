import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import type { FailureNote } from "@/ports/failure_note.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface NoteSubject extends Disposable {
  /** As the next process has it. */
  open(runtime: Pick<Runtime, "now" | "uuid">): FailureNote;
}

/** What every note of a failure promises; `make` gives a place without one. */
export function failureNoteContract(name: string, make: () => NoteSubject): void {
  const error = new SyncError("DISK_FULL", "Cannot write the log", { hint: "Make room." });
  const at = (instant: string) => ({
    now: () => new Date(instant),
    uuid: () => crypto.randomUUID(),
  });

  Deno.test(`${name}: P2: note() keeps the last error and since when, until it is forgotten`, () => {
    using subject = make();
    const note = subject.open(at("2026-11-21T05:00:00.000Z"));
    assert.equal(note.read(), null);
    note.note(new SyncError("LOCKED", "Cannot take the log"));
    subject.open(at("2026-11-21T06:00:00.000Z")).note(error);
    assert.deepEqual(note.read(), {
      code: "DISK_FULL",
      message: "Cannot write the log",
      hint: "Make room.",
      at: "2026-11-21T06:00:00.000Z",
      since: "2026-11-21T05:00:00.000Z",
    });
    note.forget();
    note.forget();
    assert.equal(note.read(), null);
    subject.open(at("2026-11-21T07:00:00.000Z")).note(error);
    assert.equal(note.read()?.since, "2026-11-21T07:00:00.000Z");
  });
}
