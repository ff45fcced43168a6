import assert from "node:assert/strict";
import { createEngineMarks } from "@/adapters/fs/engine_marks.ts";
import { engineMarkName } from "@/ports/engine_mark.ts";
import { engineMarksContract } from "@tests/support/engine_marks_contract.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

engineMarksContract("createEngineMarks()", () => {
  const folder = tempFolder();
  const paths = ["one", "other", "logged", "empty"].map(folder.file);
  for (const path of paths) Deno.mkdirSync(path);
  const [one = "", other = "", logged = "", empty = ""] = paths;
  Deno.writeTextFileSync(`${logged}/log.db`, "a log");
  return {
    folders: [one, other],
    stateDirs: { logged, empty },
    open: createEngineMarks,
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
});

Deno.test("read() takes what it cannot understand for no mark", () => {
  using folder = tempFolder();
  const marks = createEngineMarks({ host: "here", machine: null, stateDir: folder.path });
  for (const text of ["", "{", '{"log":1}']) {
    Deno.writeTextFileSync(folder.file(engineMarkName), text);
    assert.equal(marks.read(folder.path), null);
  }
});
