import assert from "node:assert/strict";
import { sharedMemory } from "@/app/lists/shared_memory.ts";

const minuteMs = 60_000;

/** A process in which a collection takes so long. */
function world({ tookMs }: { readonly tookMs: number }) {
  let nowMs = 0;
  let collected = 0;
  const collect = () => {
    collected++;
    nowMs += tookMs;
  };
  const memory = { bytes: () => 1, collectGarbage: collect, giveBack: collect };
  return {
    ...sharedMemory(memory, () => nowMs),
    pass: (ms: number) => void (nowMs += ms),
    collected: () => collected,
  };
}

Deno.test("sharedMemory() collects once for all lists that ask, and the less often the longer it takes", () => {
  for (const [tookMs, atMost] of [[20, 60], [1_000, 10]] as const) {
    const { own, pass, collected } = world({ tookMs });
    for (let minute = 0; minute < 60; minute++) {
      pass(minuteMs);
      for (let list = 0; list < 1_000; list++) own.giveBack();
    }
    assert.ok(collected() >= atMost / 2, `${collected()}`);
    assert.ok(collected() <= atMost, `${collected()}`);
  }
});

Deno.test("sharedMemory() relieves at once, and goes on doing so for a small part of the time", () => {
  const { relieve, pass, collected } = world({ tookMs: 500 });
  relieve();
  assert.equal(collected(), 1);
  for (let second = 0; second < 100; second++) {
    relieve();
    pass(1_000);
  }
  assert.ok(collected() > 1);
  assert.ok(collected() <= 6, `${collected()}`);
});
