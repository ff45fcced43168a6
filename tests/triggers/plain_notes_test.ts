import assert from "node:assert/strict";
import type { PresentReading } from "@/domain/task.ts";
import { markup } from "@/mapping/markup.ts";
import { losesFormatting } from "@/mapping/representation.ts";
import { plainNotes } from "@/triggers/plain_notes.ts";
import { blankTask } from "@tests/support/pair_simulation.ts";

function reading(id: string, notes: string): PresentReading {
  return {
    kind: "present",
    id,
    task: { ...blankTask, title: "long", notes },
    extra: {},
    changedAt: "2026-01-01T00:00:00Z",
    linkHint: null,
  };
}

Deno.test("S1: plainNotes() names the tasks of which only the text goes over, on either side", () => {
  const told = plainNotes({
    vikunja: [reading("7", "<div>".repeat(100_000) + "a"), reading("8", "<p>a</p>".repeat(500))],
    taskwarrior: [reading("a", "*a **b ".repeat(50_000)), reading("b", "*a*\n\n".repeat(500))],
  }, (notes, from) => losesFormatting(notes, from, () => markup));
  assert.deepEqual(told, [
    '"long": its notes are too large or too intricate for their formatting; Vikunja shows their text only',
    '#7 "long": its notes are too large or too intricate for their formatting; Taskwarrior shows their text only',
  ]);
});
