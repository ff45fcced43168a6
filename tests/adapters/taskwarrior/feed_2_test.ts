import assert from "node:assert/strict";
import { createFeed2 } from "@/adapters/taskwarrior/v2/feed_2.ts";
import { createMemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";

const uuid = "6b8dce2a-5586-4765-a002-260ed24f8c02";
const stored = `[description:"milk" modified:"1772355600" status:"pending" uuid:"${uuid}"]\n`;
const json =
  `{"description":"milk","modified":"20260301T090000Z","status":"pending","uuid":"${uuid}"}\n`;

Deno.test("since() of 2.6 tells what is recorded only where nothing was written after it", () => {
  const files = createMemoryFiles(() => 1_772_355_600_000);
  const path = (name: string) => `/tw/${name}.data`;
  for (const name of ["pending", "completed", "undo", "backlog"]) files.write(path(name), "");
  const feed = createFeed2(files, "/tw");
  const mark = feed.mark();
  files.write(path("pending"), stored);
  files.append(path("undo"), `time 1772355600\nnew ${stored}---\n`);
  files.append(path("backlog"), json);
  assert.equal(feed.since(mark).kind, "some");
  const recorded = feed.mark();
  // As a command that ends on a full disk.
  files.write(path("pending"), stored.replace("milk", "tea"));
  assert.equal(feed.since(mark).kind, "unsettled");
  assert.equal(feed.since(recorded).kind, "unsettled");
  // As one that only puts away what is over.
  files.write(path("completed"), stored.replace("pending", "completed"));
  assert.equal(feed.since(mark).kind, "some");
});
