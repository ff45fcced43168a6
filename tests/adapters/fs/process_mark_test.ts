import assert from "node:assert/strict";
import { createProcessMarks, markName } from "@/adapters/fs/process_mark.ts";
import type { Looker } from "@/ports/process_marks.ts";
import { processMarksContract } from "@tests/support/process_marks_contract.ts";
import { type TempFolder, tempFolder } from "@tests/support/temp_folder.ts";

/** What the hook's shell reads, `null` where there is no mark. */
function marked(folder: TempFolder, who: Looker): string | null {
  const script = 'read -r pid _ <"$0" && printf %s "$pid"';
  const { code, stdout } = new Deno.Command("sh", {
    args: ["-c", script, folder.file(markName(who))],
    stderr: "null",
  }).outputSync();
  return code === 0 ? new TextDecoder().decode(stdout) : null;
}

processMarksContract("createProcessMarks()", () => {
  const folder = tempFolder();
  let pid = 4_711;
  return {
    open: () => createProcessMarks(folder.path, pid++),
    isMarked: (who) => marked(folder, who) !== null,
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
});

Deno.test("mark() is read by a shell, which finds the number of the process", () => {
  using folder = tempFolder();
  using _mark = createProcessMarks(folder.path, 4_711).mark("hook");
  assert.equal(marked(folder, "hook"), "4711");
});

Deno.test("unmark() takes away the mark that a shell wrote, and only of that process", () => {
  using folder = tempFolder();
  Deno.writeTextFileSync(folder.file(markName("hook")), "7\n");
  createProcessMarks(folder.path, 8).unmark("hook");
  assert.equal(marked(folder, "hook"), "7");
  createProcessMarks(folder.path, 7).unmark("hook");
  assert.equal(marked(folder, "hook"), null);
});

Deno.test("unmark() does nothing where the folder is gone", () => {
  using folder = tempFolder();
  createProcessMarks(folder.file("gone"), 7).unmark("hook");
});
