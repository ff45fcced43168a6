import assert from "node:assert/strict";
import { createAppendQueue } from "@/adapters/sqlite/append_queue.ts";
import { observed } from "@tests/support/log_events.ts";
import { settled } from "@tests/support/supervised.ts";

/** A queue whose commits take 2 ms, and turns of the event loop that come when they are called for. */
function world() {
  let nowMs = 0;
  const turns: (() => void)[] = [];
  const sizes: number[] = [];
  const after = (_ms: number, call: () => void) => {
    turns.push(call);
    return { [Symbol.dispose]() {} };
  };
  const queue = createAppendQueue({ elapsed: () => nowMs, after }, (requests) => {
    sizes.push(requests.length);
    nowMs += 2;
    return requests.map(() => ({ stored: [], refusal: null }));
  });
  return {
    sizes,
    pass: (ms: number) => nowMs += ms,
    append(count: number) {
      for (let n = 0; n < count; n++) {
        const events = [observed("vikunja")];
        void queue.append([{ streamId: `${n}`, expectedVersion: 0, events }]);
      }
    },
    async turn() {
      for (const call of turns.splice(0)) call();
      for (let n = 0; n < 3; n++) await settled();
    },
  };
}

Deno.test("the next turn waits for those who shared the last commit, but for a part of what that took", async () => {
  const { sizes, pass, append, turn } = world();
  append(8);
  await turn();
  append(1);
  await turn();
  append(7);
  await turn();
  assert.deepEqual(sizes, [8, 8]);
  append(3);
  await turn();
  assert.deepEqual(sizes, [8, 8]);
  pass(0.5);
  await turn();
  assert.deepEqual(sizes, [8, 8, 3], "a quarter of 2 ms is over");
});

Deno.test("who comes alone waits for nobody once the others have not come for some commits", async () => {
  const { sizes, pass, append, turn } = world();
  append(8);
  await turn();
  let waited = 0;
  for (let commits = 2; commits <= 10; commits++) {
    append(1);
    await turn();
    if (sizes.length === commits) continue;
    waited++;
    pass(1);
    await turn();
    assert.equal(sizes.length, commits);
  }
  assert.equal(waited, 5);
});
