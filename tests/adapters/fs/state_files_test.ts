import assert from "node:assert/strict";
import { stateFiles } from "@/adapters/fs/state_files.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

Deno.test("stateFiles() counts backups and logs that one has replaced as history, and knows what a killed one left", () => {
  using folder = tempFolder();
  const history = ["backups", "log.db", "log.db.replaced-20261120T100000000Z"];
  const ours = ["direct.lock", "host.id", "log.db.replaced", "log.db.restoring-x1"];
  Deno.mkdirSync(folder.file("backups"));
  for (const name of [...history.slice(1), ...ours, "mine.txt"]) {
    Deno.writeTextFileSync(folder.file(name), "");
  }
  const files = stateFiles(folder.path);
  assert.deepEqual(files.list(), {
    history,
    ours,
    others: ["mine.txt"],
  });
  files.remove([...history, ...ours]);
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["mine.txt"]);
});
