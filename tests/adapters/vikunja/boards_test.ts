import assert from "node:assert/strict";
import { createBoards } from "@/adapters/vikunja/boards.ts";
import type { Client } from "@/adapters/vikunja/client/client.ts";

const now = () => new Date("2026-11-20T12:00:00Z");
const at = { project: 1, board: { id: 7, first: 1, done: 3 } };

function boardsOver(call: (signal: AbortSignal) => Promise<readonly string[]>) {
  let calls = 0;
  const client = {
    async call(_: unknown, signal: AbortSignal) {
      calls++;
      const body = (await call(signal)).map((title, index) => ({ id: index + 1, title }));
      return { body, headers: { "x-pagination-total-pages": "1" }, serverMs: null, tookMs: 0 };
    },
  } as unknown as Client;
  return { boards: createBoards(client, now), calls: () => calls };
}

Deno.test("buckets() reads again for whoever waited for a reading of somebody who was stopped", async () => {
  const { boards, calls } = boardsOver((signal) =>
    signal.aborted || calls() > 1 ? Promise.resolve(["Doing"]) : new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    })
  );
  const stop = new AbortController();
  const { signal } = new AbortController();
  const first = boards.buckets(at, "known", stop.signal);
  const others = [1, 2].map(() => boards.buckets(at, "known", signal));
  stop.abort(new Error("stopped"));
  await assert.rejects(first, /stopped/);
  for (const buckets of await Promise.all(others)) {
    assert.deepEqual(buckets, [{ id: 1, title: "Doing" }]);
  }
  const before = calls();
  await boards.buckets(at, "known", signal);
  assert.equal(calls(), before);
});
