import assert from "node:assert/strict";
import { createReadsUnderWay } from "@/adapters/vikunja/write/undisturbed.ts";

Deno.test("undisturbed() reads again where the task was handed out meanwhile, and ends where it always is", async () => {
  const { handedOut, undisturbed } = createReadsUnderWay();
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
