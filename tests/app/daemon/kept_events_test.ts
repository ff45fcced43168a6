import assert from "node:assert/strict";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { createKeptEvents } from "@/app/daemon/kept_events.ts";
import type { LogEvent } from "@/domain/events.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

function keptOver({ fails = () => false }: { readonly fails?: () => boolean } = {}) {
  const time = createSimulatedTime(chanceBy(1));
  const log = openMemoryLog({ projections: logProjections, now: time.runtime.now });
  let told: string | null = null;
  const kept = createKeptEvents({
    store: {
      ...log.store,
      append: (appends) =>
        fails() ? Promise.reject(new Error("the disk is away")) : log.store.append(appends),
    },
    log: log.reader,
    runtime: time.runtime,
    onStored: () => void (told = log.reader.cursor("vikunja")),
    onFailure: (thrown) => assert.fail(String(thrown)),
  });
  const stored = () => log.store.readAll(0, 100).map(({ event }) => event);
  return { kept, time, stored, log, told: () => told };
}

const readOf = (cursor: string, complete = false): LogEvent => ({
  type: "ChangesRead",
  data: { side: "vikunja", cursor, complete, count: 1 },
});

Deno.test("the newest of each kind is stored, all together, a moment later", async () => {
  const { kept, time, stored, told } = keptOver();
  kept.keep([readOf("a"), { type: "FactsCached", data: { name: "x", facts: 1 } }]);
  kept.keep([readOf("b")]);
  assert.deepEqual(stored(), []);
  await time.pass(1_100);
  assert.equal(told(), "b");
  assert.deepEqual(stored(), [
    { type: "FactsCached", data: { name: "x", facts: 1 } },
    readOf("b"),
  ]);
  await time.pass(5_000);
  assert.equal(stored().length, 2);
});

Deno.test("that all was read is not taken back by a read of what changed", async () => {
  const { kept, stored, log } = keptOver();
  kept.keep([readOf("a", true)]);
  assert.notEqual(kept.lastCompleteAt("vikunja"), null);
  kept.keep([readOf("b")]);
  await kept.flush();
  assert.deepEqual(stored(), [readOf("b", true)]);
  assert.equal(log.reader.cursor("vikunja"), "b");
  assert.notEqual(log.reader.lastCompleteAt("vikunja"), null);
});

Deno.test("a cursor moves on with our own writes before it is stored", async () => {
  const { kept } = keptOver();
  assert.equal(kept.of("vikunja"), null);
  let upTo = "a";
  kept.note("vikunja", () => upTo);
  kept.keep([readOf("a")]);
  upTo = "a, and what we wrote";
  assert.equal(kept.of("vikunja"), "a, and what we wrote");
  await kept.flush();
  assert.equal(kept.of("vikunja"), "a, and what we wrote");
});

Deno.test("what could not be stored keeps nothing from being stored that comes after it", async () => {
  let isAway = true;
  const { kept, stored } = keptOver({ fails: () => isAway });
  kept.keep([readOf("a")]);
  await assert.rejects(kept.flush(), /the disk is away/);
  isAway = false;
  kept.keep([readOf("b")]);
  await kept.flush();
  assert.deepEqual(stored(), [readOf("b")]);
});

Deno.test("a run that took long does not set the number of rounds back", async () => {
  const { kept, log } = keptOver();
  const round = (facts: number): LogEvent => ({
    type: "FactsCached",
    data: { name: "engine.round", facts },
  });
  kept.keep([round(3)]);
  await kept.flush();
  kept.keep([round(2)]);
  await kept.flush();
  assert.equal(log.reader.cachedFacts("engine.round")?.facts, 3);
  kept.keep([round(4)]);
  await kept.flush();
  assert.equal(log.reader.cachedFacts("engine.round")?.facts, 4);
});

Deno.test("while a first comparison hands out what it read, others go on from there, and nothing of it is stored", async () => {
  const { kept, stored } = keptOver();
  kept.begin({ taskwarrior: null, vikunja: () => "a" });
  assert.equal(kept.of("vikunja"), "a");
  assert.notEqual(kept.lastCompleteAt("vikunja"), null);
  assert.equal(kept.lastCompleteAt("taskwarrior"), null);
  kept.end();
  assert.equal(kept.of("vikunja"), null);
  assert.equal(kept.lastCompleteAt("vikunja"), null);
  await kept.flush();
  assert.deepEqual(stored(), []);
});
