import assert from "node:assert/strict";
import { markedFile } from "@/adapters/taskwarrior/stored/marked_file.ts";
import { createMemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";

const path = "/tw/pending.data";

function holding(text: string) {
  const files = createMemoryFiles(() => 0);
  files.write(path, text);
  return markedFile(files, path);
}

for (const others of [0, 100]) {
  Deno.test(`linesAmong() tells which of a line, its parts and ${others} others are there`, () => {
    const long = "ö".repeat(1_500_000);
    const file = holding(["[one]", "[two, übel]", long, "[three]", "[last"].join("\n"));
    const parts = ["one]", "[on", "[four]"];
    const there = ["[one]", "[two, übel]", long, "[three]", "[last"];
    const more = Array.from({ length: others }, (_, at) => `[other ${at}]`);
    assert.deepEqual(
      new Set(file.linesAmong(new Set([...parts, ...more, ...there]))),
      new Set(there),
    );
  });
}

Deno.test("linesAmong() finds nothing where there is no such file", () => {
  const file = markedFile(createMemoryFiles(() => 0), path);
  assert.deepEqual(file.linesAmong(new Set(["[one]"])), []);
});
