import assert from "node:assert/strict";
import type { Look } from "@/adapters/vikunja/read.ts";
import { createReadsUnderWay } from "@/adapters/vikunja/write/undisturbed.ts";

Deno.test("undisturbed() reads again where the task was handed out meanwhile, and ends where it always is", async () => {
  const { handedOut, undisturbed } = createReadsUnderWay(() => 0);
  const reads: string[] = [];
  const read = (others: readonly string[]) => () => {
    reads.push("read");
    handedOut(reads.length === 1 ? ["1", ...others] : others);
    return Promise.resolve(reads.length);
  };
  assert.equal(await undisturbed("1", read(["2"])), 2);
  reads.length = 0;
  assert.equal(await undisturbed("3", read(["2"])), 1);
  reads.length = 0;
  assert.equal(await undisturbed("2", read(["2"])), 3);
});

function readingAhead() {
  let nowMs = 0;
  let count = 0;
  const reads = createReadsUnderWay(() => nowMs);
  const read = (): Promise<Look> => Promise.resolve({ kind: "raw", raw: { id: ++count } });
  return { ...reads, read, pass: (ms: number) => void (nowMs += ms), count: () => count };
}

Deno.test("begun() goes by what was begun ahead a moment ago, once", async () => {
  const { ahead, begun, read, count } = readingAhead();
  ahead("1", read);
  assert.equal(count(), 1);
  assert.deepEqual(await begun("1", read), { kind: "raw", raw: { id: 1 } });
  assert.deepEqual(await begun("1", read), { kind: "raw", raw: { id: 2 } });
});

Deno.test("begun() reads again what was begun too long ago, or was handed out since, or failed", async () => {
  const { ahead, begun, handedOut, pass, read, count } = readingAhead();
  ahead("1", read);
  pass(101);
  await begun("1", read);
  assert.equal(count(), 2);
  ahead("1", read);
  await Promise.resolve().then(() => handedOut(["1"]));
  const last = count();
  assert.deepEqual(await begun("1", read), { kind: "raw", raw: { id: last + 1 } });
  ahead("1", () => Promise.reject(new Error("lost")));
  assert.deepEqual(await begun("1", read), { kind: "raw", raw: { id: last + 2 } });
});

Deno.test("ahead() begins no more than what somebody has just done, and makes room for it", async () => {
  const { ahead, begun, pass, read, count } = readingAhead();
  for (const id of ["1", "2", "3", "1"]) ahead(id, read);
  assert.equal(count(), 2);
  await begun("3", read);
  assert.equal(count(), 3);
  pass(101);
  ahead("3", read);
  assert.equal(count(), 4);
});
