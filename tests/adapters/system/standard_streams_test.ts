import assert from "node:assert/strict";
import { writerTo } from "@/adapters/system/standard_streams.ts";

Deno.test("writerTo() writes all of a text, a piece at a time where the stream takes no more", () => {
  const written: number[] = [];
  let calls = 0;
  const write = writerTo({
    writeSync(bytes) {
      calls++;
      if (calls % 3 === 0) throw new Deno.errors.WouldBlock("full");
      written.push(...bytes.subarray(0, 2));
      return Math.min(2, bytes.length);
    },
  }, () => assert.fail("nobody closed it"));
  write("grüße an alle");
  assert.equal(new TextDecoder().decode(new Uint8Array(written)), "grüße an alle");
});

Deno.test("writerTo() says once that nobody reads any more and throws away what follows", () => {
  let closed = 0;
  let calls = 0;
  const write = writerTo({
    writeSync() {
      calls++;
      throw new Deno.errors.BrokenPipe();
    },
  }, () => closed++);
  write("one");
  write("two");
  assert.deepEqual([closed, calls], [1, 1]);
});
