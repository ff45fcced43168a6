import assert from "node:assert/strict";
import { markName, markProcess, unmarkProcess } from "@/adapters/fs/process_mark.ts";
import { type TempFolder, tempFolder } from "@tests/support/temp_folder.ts";

/** What the hook's shell reads, `null` where there is no mark. */
function marked(folder: TempFolder): string | null {
  const script = 'read -r pid _ <"$0" && printf %s "$pid"';
  const { code, stdout } = new Deno.Command("sh", {
    args: ["-c", script, folder.file(markName("hook"))],
    stderr: "null",
  }).outputSync();
  return code === 0 ? new TextDecoder().decode(stdout) : null;
}

Deno.test("markProcess() is read by a shell until it is disposed", () => {
  using folder = tempFolder();
  {
    using _mark = markProcess(folder.path, "hook", 4711);
    assert.equal(marked(folder), "4711");
  }
  assert.equal(marked(folder), null);
});

Deno.test("markProcess() leaves the mark of whoever came after it", () => {
  using folder = tempFolder();
  const first = markProcess(folder.path, "hook", 1);
  const second = markProcess(folder.path, "hook", 2);
  first[Symbol.dispose]();
  assert.equal(marked(folder), "2");
  second[Symbol.dispose]();
  assert.equal(marked(folder), null);
});

Deno.test("markProcess() keeps the daemon's mark and the hook's apart", () => {
  using folder = tempFolder();
  using _daemon = markProcess(folder.path, "daemon", 1);
  markProcess(folder.path, "hook", 1)[Symbol.dispose]();
  assert.match(Deno.readTextFileSync(folder.file(markName("daemon"))), /^1\b/);
});

Deno.test("unmarkProcess() takes away the mark that a shell wrote, and only of that process", () => {
  using folder = tempFolder();
  unmarkProcess(folder.path, "hook", 7);
  Deno.writeTextFileSync(folder.file(markName("hook")), "7\n");
  unmarkProcess(folder.path, "hook", 8);
  assert.equal(marked(folder), "7");
  unmarkProcess(folder.path, "hook", 7);
  assert.equal(marked(folder), null);
});

Deno.test("unmarkProcess() does nothing where the mark or its folder is gone", () => {
  using folder = tempFolder();
  const mark = markProcess(folder.path, "hook", 7);
  Deno.removeSync(folder.file(markName("hook")));
  mark[Symbol.dispose]();
  unmarkProcess(folder.file("gone"), "hook", 7);
});
