import assert from "node:assert/strict";
import type { Reading, Task } from "@/domain/task.ts";
import type { Changes } from "@/ports/replica.ts";
import type { SandboxVersion } from "@/sandbox/version.ts";
import { calmNetwork, roughNetwork } from "@tests/simulation/vikunja/fates.ts";
import type { HeldTask } from "@tests/simulation/vikunja/held.ts";
import { type PersonStep, randomPersonStep } from "@tests/simulation/vikunja/person_steps.ts";
import { type ClientWorld, clientWorld } from "@tests/simulation/vikunja/world.ts";

/** Move no stamp: what they change shows in a full read alone. */
const unseen: readonly PersonStep["kind"][] = ["set labels", "rename label", "delete label"];

/** What a program knows that reads by cursor. */
function createMirror({ vikunja, time }: ClientWorld) {
  const tasks = new Map<string, Task>();
  let cursor: string | null = null;

  function take(reading: Reading): void {
    if (reading.kind === "present") tasks.set(reading.id, reading.task);
    else tasks.delete(reading.id);
  }

  return {
    tasks,
    async look(): Promise<Changes | null> {
      const request = { cursor, full: false, knownCount: tasks.size };
      const signal = new AbortController().signal;
      const changes = await time.run(vikunja.changes(request, signal)).catch(() => null);
      if (changes === null) return null;
      if (changes.complete) tasks.clear();
      changes.readings.forEach(take);
      cursor = vikunja.cursor();
      return changes;
    },
  };
}

function shown({ title, done, priority, labels, comments }: Task) {
  const texts = (comments ?? []).map(({ text }) => text).sort();
  return { title, done, priority, labels: labels.toSorted(), comments: texts };
}

function held({ title, done, priority, labels, comments }: HeldTask) {
  const texts = comments.map(({ text }) => text).sort();
  return { title, done, priority, labels: labels.toSorted(), comments: texts };
}

/** On a server where writes overlap many of them are late. */
function stepBy(random: () => number, isConcurrent: boolean): PersonStep {
  const step = randomPersonStep(random);
  if (!isConcurrent || step.kind !== "edit") return step;
  return { ...step, kind: "late edit", lateMs: Math.floor(random() * 100_000) };
}

async function life(seed: number, as: SandboxVersion): Promise<void> {
  const isConcurrent = seed % 2 === 0;
  const it = clientWorld(seed, { as, database: isConcurrent ? "PostgreSQL" : "SQLite" });
  const { world, time, random } = it;
  const mirror = createMirror(it);
  await mirror.look();
  world.network.fate = roughNetwork(random);
  let hasSeen = true;
  for (let step = 0; step < 25; step++) {
    for (let count = Math.floor(random() * 4); count > 0; count--) {
      const action = stepBy(random, isConcurrent);
      if (unseen.includes(action.kind)) continue;
      time.runtime.after(random() * 2_000, () => void world.person.take(action));
    }
    // That it was set to and fro without an answer between them shows nowhere.
    const isToBeSet = random() < 0.1;
    if (isToBeSet && hasSeen) world.clock.aheadMs += (random() - 0.5) * 60_000;
    await time.pass(random() * 4_000);
    hasSeen = await mirror.look() !== null || hasSeen && !isToBeSet;
  }
  world.network.fate = calmNetwork(random);
  await time.pass(60_000);
  for (let look = 0; look < 2; look++) await mirror.look();
  const there = new Set(world.tasks().map(({ id }) => String(id)));
  for (const id of mirror.tasks.keys()) {
    assert.ok(there.has(id), `seed ${seed}: task ${id} is gone`);
  }
  for (const task of world.tasks().filter(({ isArchived }) => !isArchived)) {
    const known = mirror.tasks.get(String(task.id));
    const seen = known === undefined ? null : shown(known);
    assert.deepEqual(seen, held(task), `seed ${seed}: task ${task.id}`);
  }
}

for (const as of ["2.5", "2.4"] as const) {
  Deno.test(`changes() by cursor misses nothing, whatever becomes of requests and clocks (${as})`, async () => {
    for (let seed = 1; seed <= 40; seed++) await life(seed, as);
  });
}

/** A task that was read a minute after it was made, by somebody who looks again. */
async function lookedAt() {
  const it = clientWorld(1);
  const mirror = createMirror(it);
  it.world.person.take({ kind: "add", title: "milk", project: 0 });
  await it.time.pass(60_000);
  for (let look = 0; look < 2; look++) await mirror.look();
  const rename = (title: string) =>
    it.world.person.take({ kind: "edit", task: 0, edit: { field: "title", value: title } });
  const titles = () => [...mirror.tasks.values()].map(({ title }) => title);
  return { ...it, mirror, rename, titles };
}

Deno.test("changes() reads all where the server's clock was set back by less than has passed since", async () => {
  const { world, time, mirror, rename, titles } = await lookedAt();
  world.clock.aheadMs -= 6_000;
  rename("bread");
  await time.pass(8_000);
  assert.equal((await mirror.look())?.complete, true);
  assert.deepEqual(titles(), ["bread"]);
});

Deno.test("changes() reads all after a set-back although the first try failed and the clock is right again", async () => {
  const { world, mirror, rename, titles } = await lookedAt();
  world.clock.aheadMs -= 20_000;
  rename("bread");
  const fate = world.network.fate;
  world.network.fate = (request) =>
    request.path.includes("/projects") ? { kind: "refused", latencyMs: 1 } : fate(request);
  assert.equal(await mirror.look(), null);
  world.clock.aheadMs += 20_000;
  world.network.fate = fate;
  assert.equal((await mirror.look())?.complete, true);
  assert.deepEqual(titles(), ["bread"]);
});
