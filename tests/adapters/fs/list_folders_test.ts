import assert from "node:assert/strict";
import { join } from "node:path";
import { findLists } from "@/adapters/fs/list_folders.ts";

Deno.test("findLists() finds the folders with a configuration, and tells when one is another", async () => {
  const folder = await Deno.makeTempDir({ prefix: "lists-" });
  try {
    for (const name of ["anna", "bert", ".hidden", "two words", "empty"]) {
      await Deno.mkdir(join(folder, name));
      if (name !== "empty") await Deno.writeTextFile(join(folder, name, "config.toml"), "a = 1\n");
    }
    await Deno.writeTextFile(join(folder, "a file"), "");
    const { lists, misnamed } = findLists(folder);
    assert.deepEqual(lists.map(({ name }) => name), ["anna", "bert"]);
    assert.deepEqual(misnamed, ["two words"]);
    await Deno.writeTextFile(join(folder, "anna", "config.toml"), "a = 12\n");
    const after = findLists(folder).lists;
    assert.notEqual(after[0]?.signature, lists[0]?.signature);
    assert.equal(after[1]?.signature, lists[1]?.signature);
    assert.throws(() => findLists(join(folder, "none")), /there is none/);
    assert.throws(() => findLists(join(folder, "a file")), /it is no folder/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
