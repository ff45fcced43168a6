import assert from "node:assert/strict";
import { createIdleMemory, notingRuns } from "@/app/daemon/idle_memory.ts";
import type { Run } from "@/app/run/run.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** Time that goes on when it is told to. */
function createTime() {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly call: () => void }>();
  const runtime = {
    elapsed: () => now,
    after(ms: number, call: () => void) {
      const timer = { at: now + ms, call };
      timers.add(timer);
      return { [Symbol.dispose]: () => void timers.delete(timer) };
    },
  } as unknown as Runtime;
  return {
    runtime,
    goTo(ms: number) {
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= ms).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers.delete(next);
        now = next.at;
        next.call();
      }
      now = ms;
    },
  };
}

function createCounts() {
  const counts = { collected: 0, givenBack: 0 };
  const resident = { megabytes: 40 };
  return {
    counts,
    resident,
    memory: {
      bytes: () => resident.megabytes * 1e6,
      collectGarbage: () => void counts.collected++,
      giveBack: () => void counts.givenBack++,
    },
  };
}

function work(idle: ReturnType<typeof createIdleMemory>): void {
  idle.begin();
  idle.end();
}

Deno.test("memory is given back 5 s after the last work, once more after that, and then not again", () => {
  const { runtime, goTo } = createTime();
  const { counts, memory } = createCounts();
  using idle = createIdleMemory(runtime, memory, () => true);
  work(idle);
  goTo(4_000);
  work(idle);
  goTo(8_999);
  assert.equal(counts.givenBack, 0);
  goTo(9_000);
  assert.equal(counts.givenBack, 1);
  goTo(19_000);
  assert.equal(counts.givenBack, 2);
  goTo(900_000);
  assert.deepEqual(counts, { collected: 0, givenBack: 2 });
});

Deno.test("memory is given back at once after work that took much of it", () => {
  const { runtime, goTo } = createTime();
  const { counts, memory, resident } = createCounts();
  using idle = createIdleMemory(runtime, memory, () => true);
  resident.megabytes = 150;
  work(idle);
  goTo(299);
  assert.equal(counts.givenBack, 0);
  goTo(300);
  assert.equal(counts.givenBack, 1);
  goTo(20_000);
  resident.megabytes = 160;
  work(idle);
  goTo(24_999);
  assert.equal(counts.givenBack, 2);
  goTo(25_000);
  assert.equal(counts.givenBack, 3);
});

Deno.test("work without end has its garbage collected each minute", () => {
  const { runtime, goTo } = createTime();
  const { counts, memory } = createCounts();
  using idle = createIdleMemory(runtime, memory, () => true);
  for (let at = 0; at <= 180_000; at += 1_000) {
    goTo(at);
    work(idle);
  }
  assert.deepEqual(counts, { collected: 2, givenBack: 0 });
});

Deno.test("beginning and end of each run are noted, also of those that a command asked for", async () => {
  const ended: string[] = [];
  const run = { [Symbol.asyncDispose]: () => Promise.resolve(void ended.push("run")) };
  const noted = { begin: () => void ended.push("begun"), end: () => void ended.push("noted") };
  const lend = notingRuns(() => run as unknown as Run, noted);
  {
    await using _run = lend();
    assert.deepEqual(ended, ["begun"]);
  }
  assert.deepEqual(ended, ["begun", "run", "noted"]);
});

Deno.test("nothing is given back in the middle of work, also of what goes on behind it", () => {
  const { runtime, goTo } = createTime();
  const { counts, memory, resident } = createCounts();
  let isQuiet = true;
  using idle = createIdleMemory(runtime, memory, () => isQuiet);
  resident.megabytes = 150;
  idle.begin();
  work(idle);
  goTo(30_000);
  assert.deepEqual(counts, { collected: 0, givenBack: 0 });
  isQuiet = false;
  idle.end();
  goTo(59_000);
  assert.deepEqual(counts, { collected: 0, givenBack: 0 });
  goTo(61_000);
  assert.deepEqual(counts, { collected: 1, givenBack: 0 }, "its garbage is, each minute");
  isQuiet = true;
  goTo(61_300);
  assert.deepEqual(counts, { collected: 1, givenBack: 1 });
});
