import assert from "node:assert/strict";
import { type Input, readLines, readText } from "@/adapters/system/standard_input.ts";

const { signal } = new AbortController();

/** Chunks of one byte; `asked` says how many were. */
function input(text: string, maxBytes: number): { input: () => Input; asked: () => number } {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at === bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, ++at));
    },
  }, { highWaterMark: 0 });
  return { input: () => ({ stream, maxBytes }), asked: () => at };
}

for (
  const read of [
    { name: "readLines()", from: (given: () => Input) => readLines(signal, given) },
    { name: "readText()", from: (given: () => Input) => readText("-", given) },
  ]
) {
  Deno.test(`${read.name} takes what is as long as it may be`, async () => {
    assert.equal(await read.from(input("über\n", 6).input), "über\n");
  });

  Deno.test(`${read.name} refuses what is longer, and reads no further`, async () => {
    const endless = input("x".repeat(1_000), 10);
    await assert.rejects(read.from(endless.input), {
      code: "USAGE",
      message: "Cannot read stdin: there is more than 10 bytes of it",
    });
    assert.equal(endless.asked(), 11);
  });
}

Deno.test("readText() says why it cannot read a file", async () => {
  await assert.rejects(readText("/nonexistent/patch.json"), {
    code: "USAGE",
    message: /^Cannot read \/nonexistent\/patch\.json: /,
  });
});
