import assert from "node:assert/strict";
import { createManualSync } from "@/app/manual_sync.ts";
import type { Progress } from "@/ports/operations.ts";
import { runWorld, signal } from "@tests/support/run_world.ts";

Deno.test("P7 sync moves by tasks to an end that stays where it is, and never back", async () => {
  const world = runWorld();
  for (let n = 0; n < 30; n++) world.task(`here ${n}`);
  for (let n = 0; n < 20; n++) world.serverTask(`there ${n}`);
  const shown: Progress[] = [];
  const options = { projects: [], full: true, jobs: 1, allowMassDelete: false };
  await world.result(
    createManualSync(world.openRun).run(options, (each) => shown.push(each), signal),
  );
  const writing = shown.filter(({ phase }) => phase === "writing");
  assert.ok(writing.length > 0);
  assert.deepEqual([...new Set(writing.map(({ total }) => total))], [50]);
  const done = writing.map((each) => each.done);
  assert.deepEqual(done, done.toSorted((a, b) => a - b));
  assert.equal(done.at(-1), 50);
});
