import assert from "node:assert/strict";
import { onServerClock } from "@/domain/clock.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { instant } from "@tests/support/simulated_side.ts";

const blank: Partial<Task> = { title: "milk" };

function read(sim: AgreedPair, side: Side, change: Partial<Task>, changedAt: string): void {
  sim.change(side, change);
  const id = sim.idOn(sim.pair, side) ?? "";
  const reading = { ...sim[side].reading(id), changedAt } as Parameters<typeof onServerClock>[0];
  sim.do({ type: "Look", readings: [{ side, reading }] });
}

/** `offsets`: how far wrong each stamp is. */
function outcome(edits: readonly (readonly [Side, string, number])[], jumpAt?: number) {
  const sim = new AgreedPair(blank);
  const start = Date.parse(sim.now());
  for (const [index, [side, title, ms]] of edits.entries()) {
    if (index === jumpAt) sim.policy = { now: "2020-01-01T00:00:00Z" };
    const at = instant(start + ms);
    read(sim, side, { title }, at);
  }
  sim.policy = {};
  for (const side of sides) sim.push(side);
  sim.rest();
  return { title: sim.task("vikunja")?.title, conflicts: sim.conflicts(), sim };
}

const hour = 3_600_000;

for (const offset of [-hour, hour, -24 * hour, 24 * hour, -365 * 24 * hour]) {
  for (const side of sides) {
    Deno.test(`decide() follows the only edit (${side}) with a clock off by ${offset} ms (trap T18)`, () => {
      const { title, conflicts } = outcome([[side, "bread", offset]]);
      assert.equal(title, "bread");
      assert.deepEqual(conflicts, []);
    });
  }
}

Deno.test("decide() follows the only edit when the clock jumps back in between (trap T18)", () => {
  const { title, conflicts } = outcome([
    ["taskwarrior", "bread", 0],
    ["taskwarrior", "cake", -hour],
  ], 1);
  assert.equal(title, "cake");
  assert.deepEqual(conflicts, []);
});

Deno.test("decide() lets the newer of two edits win, whichever was seen first", () => {
  for (const order of [[0, 1], [1, 0]]) {
    const edits: (readonly [Side, string, number])[] = [
      ["taskwarrior", "bread", 10_000],
      ["vikunja", "eggs", 0],
    ];
    const { title, conflicts } = outcome(order.map((index) => edits[index] ?? ["vikunja", "", 0]));
    assert.equal(title, "bread");
    assert.deepEqual(conflicts, ['title: taskwarrior "bread" over "eggs"']);
  }
});

Deno.test("decide() records edits within two seconds as a tie that the configured side wins (trap T18)", () => {
  for (const ms of [-2_000, -1_000, 0, 1_000, 2_000]) {
    const { title, sim } = outcome([["taskwarrior", "bread", ms], ["vikunja", "eggs", 0]]);
    assert.equal(title, "eggs");
    const because = sim.events.flatMap((e) =>
      e.type === "ConflictResolved" ? [e.data.because] : []
    );
    assert.deepEqual(because, ["tie"]);
  }
});

Deno.test("decide() dates an edit by the first look that showed it, not by a later change", () => {
  const sim = new AgreedPair(blank);
  const at = (seconds: number) =>
    new Date(Date.parse(sim.now()) + seconds * 1000).toISOString().replace(".000Z", "Z");
  const [early, middle, late] = [at(0), at(60), at(120)];
  read(sim, "taskwarrior", { title: "bread" }, early);
  sim.push("vikunja", "never sent");
  read(sim, "taskwarrior", { notes: "more" }, late);
  read(sim, "vikunja", { title: "eggs" }, middle);
  sim.rest();
  assert.equal(sim.task("taskwarrior")?.title, "eggs");
  assert.equal(sim.task("vikunja")?.notes, "more");
});

Deno.test("decide() still knows the time of an edit made while an earlier one was carried over", () => {
  const sim = new AgreedPair(blank);
  const start = Date.parse(sim.now());
  const at = (seconds: number) => instant(start + seconds * 1000);
  read(sim, "taskwarrior", { title: "bread" }, at(0));
  sim.send("vikunja");
  read(sim, "taskwarrior", { title: "cake" }, at(10));
  read(sim, "taskwarrior", { notes: "more" }, at(120));
  sim.deliver("vikunja");
  sim.push("vikunja", "never sent");
  read(sim, "vikunja", { title: "eggs" }, at(60));
  sim.rest();
  assert.equal(sim.task("taskwarrior")?.title, "eggs");
});

Deno.test("onServerClock() moves a stamp by the offset, in whole seconds", () => {
  const reading = {
    kind: "gone",
    id: "1",
    how: "deleted",
    changedAt: "2026-01-01T00:00:00Z",
  } as const;
  assert.deepEqual(onServerClock(reading, 90_400), {
    ...reading,
    changedAt: "2026-01-01T00:01:30Z",
  });
  assert.deepEqual(onServerClock(reading, null), reading);
  assert.deepEqual(onServerClock({ ...reading, changedAt: null }, 5), {
    ...reading,
    changedAt: null,
  });
});
