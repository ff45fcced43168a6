import assert from "node:assert/strict";
import { writeNewList } from "@/adapters/fs/new_list.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const list = {
  name: "anna",
  server: "https://v.example",
  token: "tk_anna",
  sync: { url: "https://s.example", clientId: "c", secret: "s" },
};
const sealed = (text: string) => Promise.resolve(`sealed ${text.length}`);
const filesIn = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).toSorted();

Deno.test("writeNewList() that fails leaves nothing of its own behind, and what was there as it was", async () => {
  using folder = tempFolder();
  const failing = (text: string) =>
    text === list.token ? sealed(text) : Promise.reject(new Error("no key"));
  await assert.rejects(writeNewList(folder.path, list, failing), /no key/);
  assert.deepEqual(filesIn(folder.file("anna")), []);
  Deno.writeTextFileSync(folder.file("anna/secret"), "somebody's");
  await assert.rejects(writeNewList(folder.path, list, sealed), { code: "CONFIG" });
  assert.deepEqual(filesIn(folder.file("anna")), ["secret"]);
  Deno.removeSync(folder.file("anna/secret"));
  await writeNewList(folder.path, list, sealed);
  assert.deepEqual(filesIn(folder.file("anna")), ["config.toml", "secret", "token"]);
  await assert.rejects(writeNewList(folder.path, list, sealed), { code: "CONFIG" });
  assert.equal(Deno.readTextFileSync(folder.file("anna/token")), "sealed 7");
});
