import assert from "node:assert/strict";
import { isSealed, keyFileOf, readKeys, seal, unsealing } from "@/adapters/system/sealed.ts";
import { sealingWith } from "@/adapters/system/sealing.ts";

const key = new Uint8Array(32).fill(7);
const keyText = btoa(String.fromCharCode(...key));

const reading = (files: Readonly<Record<string, string>>, keyFile: string | null) =>
  unsealing((path) => {
    const text = files[path];
    return text === undefined ? Promise.reject(new Error("none")) : Promise.resolve(text);
  }, keyFile);

Deno.test("a sealed secret is read with its key, in its place, and nowhere else", async () => {
  const sealed = await seal("tk_anna", "/lists/anna/token", key);
  assert.ok(isSealed(sealed));
  assert.doesNotMatch(sealed, /tk_anna/);
  assert.notEqual(await seal("tk_anna", "/lists/anna/token", key), sealed);
  const other = btoa(String.fromCharCode(...new Uint8Array(32).fill(8)));
  const files = {
    "/lists/anna/token": sealed,
    "/moved/anna/token": sealed,
    "/lists/bert/token": sealed,
    "/lists/anna/secret": sealed,
    "/lists/cleo/token": "tk_cleo",
    "/key": keyText,
    "/other": other,
  };
  const read = reading(files, "/key");
  assert.equal(await read("/lists/anna/token"), "tk_anna");
  // The folder of all may be put elsewhere, and what is not sealed is read as it is.
  assert.equal(await read("/moved/anna/token"), "tk_anna");
  assert.equal(await read("/lists/cleo/token"), "tk_cleo");
  for (const path of ["/lists/bert/token", "/lists/anna/secret"]) {
    await assert.rejects(read(path), /for another list/, path);
  }
  await assert.rejects(reading(files, "/other")("/lists/anna/token"), /another key/);
  await assert.rejects(reading(files, null)("/lists/anna/token"), /VIKUNJA_SYNC_KEY_FILE/);
  const cut = { "/lists/anna/token": sealed.slice(0, -6), "/key": keyText };
  await assert.rejects(reading(cut, "/key")("/lists/anna/token"), /was changed/);
});

Deno.test("what was sealed once can be opened for good", async () => {
  const token = "sealed:v1:fsjPkJ3SMH+pTfiXCjCPygGNhujV9iMAk/xQ4aGsJKEqxGA=\n";
  const read = reading({ "/lists/anna/token": token, "/key": keyText }, "/key");
  assert.equal(await read("/lists/anna/token"), "tk_anna");
  const sealing = sealingWith(() => Promise.resolve("tk_1"), "one");
  assert.equal(await sealing.open("chSIdhvcJ4U0wrkcNRiGzuwh6uhU6kAGrUUokh0kph0="), "text");
});

Deno.test("what is no key is refused with how to make one", async () => {
  for (const text of ["", "short", btoa("short"), "not base64!"]) {
    await assert.rejects(readKeys("/key", () => Promise.resolve(text)), /no key of 32 bytes/);
  }
  assert.deepEqual(await readKeys("/key", () => Promise.resolve(`${keyText}\n`)), [key]);
  assert.equal(keyFileOf(() => " "), null);
  assert.equal(keyFileOf((name) => name === "VIKUNJA_SYNC_KEY_FILE" ? "/key" : ""), "/key");
});
