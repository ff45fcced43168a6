import assert from "node:assert/strict";
import { createSeals } from "@/engine/seals.ts";

Deno.test("a reading is overtaken by what ends after it began, of its own task and side", () => {
  const seals = createSeals();
  using reading = seals.begin();
  const isOvertaken = (streamId: string, side: "taskwarrior" | "vikunja") =>
    seals.isOvertaken(streamId, side, "write", reading.at);
  assert.equal(isOvertaken("a", "vikunja"), false);
  seals.seal("a", "vikunja", "write");
  assert.equal(isOvertaken("a", "vikunja"), true);
  assert.equal(isOvertaken("a", "taskwarrior"), false);
  assert.equal(isOvertaken("b", "vikunja"), false);
  assert.equal(seals.isOvertaken("a", "vikunja", "look", reading.at), false);
});

Deno.test("a reading is not overtaken by what ended before it began", () => {
  const seals = createSeals();
  using _other = seals.begin();
  seals.seal("a", "vikunja", "write");
  using reading = seals.begin();
  assert.equal(seals.isOvertaken("a", "vikunja", "write", reading.at), false);
});

Deno.test("what ended is kept as long as a reading that it overtook is open, and no longer", () => {
  const seals = createSeals();
  const first = seals.begin();
  const second = seals.begin();
  seals.seal("a", "vikunja", "write");
  first[Symbol.dispose]();
  assert.equal(seals.isOvertaken("a", "vikunja", "write", second.at), true);
  second[Symbol.dispose]();
  using third = seals.begin();
  assert.equal(seals.isOvertaken("a", "vikunja", "write", third.at), false);
});
