import assert from "node:assert/strict";
import { onServerClock, spanOf } from "@/domain/clock.ts";
import { type Reading, type Side, sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { instant } from "@tests/support/simulated_side.ts";

const blank: Partial<Task> = { title: "milk" };

function read(sim: AgreedPair, side: Side, change: Partial<Task>, changedAt: string): void {
  sim.change(side, change);
  const id = sim.idOn(sim.pair, side) ?? "";
  const reading = { ...sim[side].reading(id), changedAt } as Reading;
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
  for (const ms of [-1_000, 0, 1_000]) {
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

const hourAhead = { from: -hour, until: -hour + 40 };
const stamped = {
  kind: "present",
  id: "a",
  task: {} as Task,
  extra: {},
  changedAt: "2026-01-01T01:00:00Z",
  linkHint: null,
} as const;
const ms = (at: string) => Date.parse(at);

Deno.test("N9: onServerClock() takes the offset out of Taskwarrior's stamps alone", () => {
  const known = { offsets: [hourAhead], lookedAt: null, now: null };
  const own = onServerClock("taskwarrior", stamped, known);
  assert.deepEqual(own, {
    ...stamped,
    changedAt: "2026-01-01T00:00:00Z",
    changedWithin: {
      from: ms("2026-01-01T00:00:00Z"),
      until: ms("2026-01-01T00:00:01Z") + 40,
      clock: "server",
    },
  });
  assert.equal(onServerClock("vikunja", stamped, known), stamped);
});

Deno.test("N9: a stamp made while no offset was known is compared by the one known when it counts", () => {
  const unknown = { offsets: [], lookedAt: null, now: null };
  for (const [secondsAfter, expected] of [[6, "bread"], [-6, "eggs"]] as const) {
    const sim = new AgreedPair(blank);
    const at = ms(sim.now());
    read(sim, "vikunja", { title: "eggs" }, instant(at));
    sim.change("taskwarrior", { title: "bread" });
    const reading = sim.taskwarrior.reading(sim.id) as Extract<Reading, { kind: "present" }>;
    const changedAt = instant(at + hour + secondsAfter * 1000);
    sim.policy = { clockOffset: hourAhead };
    const own = onServerClock("taskwarrior", { ...reading, changedAt }, unknown);
    sim.do({ type: "Look", readings: [{ side: "taskwarrior", reading: own }] });
    sim.rest();
    assert.equal(sim.task("vikunja")?.title, expected);
  }
});

Deno.test("N9: after a jump a stamp is taken by the clock it can be of", () => {
  const offsets = [{ from: 0, until: 10 }, { from: -hour, until: -hour + 10 }];
  const within = (lookedAt: string | null, now: string) => {
    const known = { offsets, lookedAt: lookedAt === null ? null : ms(lookedAt), now: ms(now) };
    const reading = onServerClock("taskwarrior", stamped, known);
    return reading.kind === "present" ? reading.changedWithin : undefined;
  };
  const server = { clock: "server" } as const;
  // It would lie ahead: made before the jump.
  assert.deepEqual(within(null, "2026-01-01T00:00:30Z"), {
    from: ms("2026-01-01T00:00:00Z"),
    until: ms("2026-01-01T00:00:01Z") + 10,
    ...server,
  });
  // The last look would have shown it: made after the jump.
  assert.deepEqual(within("2026-01-01T00:59:00Z", "2026-01-01T01:00:30Z"), {
    from: ms("2026-01-01T01:00:00Z"),
    until: ms("2026-01-01T01:00:01Z") + 10,
    ...server,
  });
  // Either: nothing is proven.
  assert.deepEqual(within(null, "2026-01-01T01:00:30Z"), {
    from: ms("2026-01-01T00:00:00Z"),
    until: ms("2026-01-01T01:00:01Z") + 10,
    ...server,
  });
});

Deno.test("N21: the newer edit wins from 2 s on wherever cut stamps prove the order, else it is a tie", () => {
  for (const side of sides) {
    for (let distance = 100; distance <= 4_000; distance += 100) {
      for (let phase = 0; phase < 1_000; phase += 150) {
        const sim = new AgreedPair(blank);
        const start = ms(sim.now()) + phase;
        const cut = (at: number) => instant(Math.floor(at / 1000) * 1000);
        const other: Side = side === "vikunja" ? "taskwarrior" : "vikunja";
        sim.policy = { tieWinner: other };
        read(sim, other, { title: "older" }, cut(start));
        sim.push(other === "vikunja" ? "taskwarrior" : "vikunja", "never sent");
        read(sim, side, { title: "newer" }, cut(start + distance));
        const [found] = sim.events.flatMap((e) => e.type === "ConflictResolved" ? [e.data] : []);
        const seconds = (ms(cut(start + distance)) - ms(cut(start))) / 1000;
        assert.equal(found?.because, seconds >= 2 ? "newer edit" : "tie");
        if (distance > 2_000) assert.equal(found?.kept.value, "newer");
      }
    }
  }
});

Deno.test("N21: an order that the clock's offset leaves open is a tie", () => {
  const at = ms("2026-01-01T00:00:00Z");
  for (const [untilMs, because] of [[1_000, "newer edit"], [1_001, "tie"]] as const) {
    const sim = new AgreedPair(blank);
    const offset = { from: 0, until: untilMs };
    sim.change("taskwarrior", { title: "bread" });
    const reading = sim.taskwarrior.reading(sim.id) as Extract<Reading, { kind: "present" }>;
    const known = { offsets: [offset], lookedAt: null, now: null };
    const ours = onServerClock("taskwarrior", { ...reading, changedAt: instant(at) }, known);
    sim.do({ type: "Look", readings: [{ side: "taskwarrior", reading: ours }] });
    sim.push("vikunja", "never sent");
    read(sim, "vikunja", { title: "eggs" }, instant(at + 2_000));
    const [found] = sim.events.flatMap((e) => e.type === "ConflictResolved" ? [e.data] : []);
    assert.equal(found?.because, because);
    assert.deepEqual(spanOf(instant(at)), { from: at, until: at + 1_000 });
  }
});
