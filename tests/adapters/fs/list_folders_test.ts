import assert from "node:assert/strict";
import { join } from "node:path";
import { createListFinder, findLists } from "@/adapters/fs/list_folders.ts";

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

Deno.test("createListFinder() finds what came and went each time, and by turns what is another", async () => {
  const folder = await Deno.makeTempDir({ prefix: "lists-" });
  const write = async (name: string, text: string) => {
    await Deno.mkdir(join(folder, name), { recursive: true });
    await Deno.writeTextFile(join(folder, name, "config.toml"), text);
  };
  try {
    for (const name of ["a", "b", "c", "d"]) await write(name, "1");
    const find = createListFinder(folder, 2);
    const signatures = (isAll = false) =>
      Object.fromEntries(find(isAll).lists.map(({ name, signature }) => [name, signature]));
    const first = signatures();
    for (const name of ["a", "b", "c", "d"]) await write(name, "12");
    await write("e", "1");
    await Deno.remove(join(folder, "b"), { recursive: true });
    const changed = (now: Record<string, string>) =>
      Object.keys(now).filter((name) => now[name] !== first[name]);
    assert.deepEqual(changed(signatures()), ["a", "e"]);
    assert.deepEqual(changed(signatures()), ["a", "c", "d", "e"]);
    await write("e", "12");
    await write("a", "123");
    const now = signatures(true);
    assert.deepEqual(now, signatures(true));
    assert.deepEqual(Object.keys(now), ["a", "c", "d", "e"]);
    await Deno.remove(join(folder, "a", "config.toml"));
    assert.deepEqual(Object.keys(signatures(true)), ["c", "d", "e"]);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
