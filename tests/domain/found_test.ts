import assert from "node:assert/strict";
import { foundIn } from "@/domain/overtaken.ts";
import { otherSide, sides } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { blankTask } from "@tests/support/pair_simulation.ts";

for (const to of sides) {
  Deno.test(`what somebody has added in ${to} while ours to add it waits is theirs, though ours is taken back meanwhile`, () => {
    const sim = new AgreedPair();
    const from = otherSide(to);
    sim.change(from, { labels: ["next"] });
    sim.look(from);
    sim.change(to, { labels: ["next", "waiting"] });
    sim.send(to);
    sim.change(from, { labels: [] });
    sim.look(from);
    sim.deliver(to);
    sim.rest();
    assert.deepEqual(sides.map((side) => sim.task(side)?.labels), [
      ["next", "waiting"],
      ["next", "waiting"],
    ]);
  });

  Deno.test(`what ours has added in ${to}, and may have added before it is tried again, goes as it is taken back meanwhile`, () => {
    for (const fate of ["arrives", "lost"] as const) {
      const sim = new AgreedPair();
      const from = otherSide(to);
      sim.change(from, { labels: ["next"] });
      sim.look(from);
      if (fate === "lost") sim.push(to, "lost");
      sim.send(to);
      sim.change(from, { labels: [] });
      sim.look(from);
      sim.deliver(to);
      sim.rest();
      assert.deepEqual(sides.map((side) => sim.task(side)?.labels), [[], []]);
    }
  });
}

Deno.test("foundIn() is what was to be added and stands there", () => {
  const change = { add: ["a", "b"], remove: ["c"] };
  assert.deepEqual(foundIn({ ...blankTask, labels: ["b", "c"] }, { labels: change }), {
    labels: { add: ["b"], remove: [] },
  });
  assert.deepEqual(foundIn(blankTask, { labels: change, title: "milk" }), {});
});
