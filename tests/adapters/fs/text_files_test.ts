import assert from "node:assert/strict";
import { textFiles } from "@/adapters/fs/text_files.ts";
import { memoryTextFiles } from "@tests/support/memory_text_files.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { textFilesContract } from "@tests/support/text_files_contract.ts";

textFilesContract("textFiles", () => {
  const folder = tempFolder();
  return {
    files: textFiles,
    folder: folder.file("own"),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
});

textFilesContract("memoryTextFiles()", () => ({
  files: memoryTextFiles(),
  folder: "/own",
  [Symbol.dispose]: () => {},
}));

Deno.test("textFiles rewrites a file in its place behind a link, and replaces the link itself", async () => {
  using folder = tempFolder();
  const [file, link] = [folder.file("dotfiles/config"), folder.file("config")];
  await textFiles.replace(file, "old", 0o600);
  await Deno.symlink(file, link);
  await textFiles.rewrite(link, "new", 0o644);
  assert.equal(await Deno.readTextFile(file), "new");
  assert.ok((await Deno.lstat(link)).isSymlink);
  await textFiles.replace(link, "own", 0o644);
  assert.equal(await Deno.readTextFile(file), "new");
  assert.ok((await Deno.lstat(link)).isFile);
});

Deno.test("textFiles leaves no draft where it cannot write", async () => {
  using folder = tempFolder();
  await Deno.mkdir(folder.file("a"));
  await assert.rejects(textFiles.replace(folder.file("a"), "x", 0o600));
  assert.deepEqual([...Deno.readDirSync(folder.path)].map(({ name }) => name), ["a"]);
});
