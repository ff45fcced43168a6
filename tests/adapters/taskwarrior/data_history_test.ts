import assert from "node:assert/strict";
import { dataHistory } from "@/adapters/taskwarrior/data_history.ts";
import { createFeed2 } from "@/adapters/taskwarrior/v2/feed_2.ts";
import { createMemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";

Deno.test("dataHistory() takes files that are older by their stamps for a backup, but not once the clock was set back", () => {
  let clockMs = 1_000_000_000;
  const files = createMemoryFiles(() => clockMs);
  const names = ["pending", "completed", "undo", "backlog"];
  const write = (text: string) => names.forEach((name) => files.write(`/tw/${name}.data`, text));
  write("one\ntwo\n");
  const mark = createFeed2(files, "/tw").mark();
  const position = { version: 2, line: "2", mark, due: [], watch: null, kept: "" } as const;
  clockMs -= 3_600_000;
  write("one\n");
  const database = () => {
    throw new Error("2.6 has none");
  };
  const history = (nowMs: number) => dataHistory({ files, database }, "/tw", position, nowMs);
  assert.equal(history(clockMs), "unclear");
  assert.equal(history(clockMs + 7_200_000), "older");
});
