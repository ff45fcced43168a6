import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { lockLog } from "@/adapters/locks/log_lock.ts";
import { unsealing } from "@/adapters/system/sealed.ts";
import { composeLists } from "@/compose/lists.ts";
import { SyncError } from "@/domain/errors.ts";
import { refusal } from "@tests/support/event_store_contract.ts";

const { signal } = new AbortController();

/** A folder with the list `anna` that was made by hand. */
async function listFiles({ stateDir = "state" } = {}) {
  const base = await Deno.makeTempDir({ prefix: "list-files-" });
  const place = join(base, "lists", "anna");
  await Deno.mkdir(join(place, "state"), { recursive: true, mode: 0o700 });
  const write = (name: string, text: string) =>
    Deno.writeTextFile(join(place, name), text, { mode: 0o600 });
  await write("config.toml", `state_dir = "${stateDir}"\n`);
  await write("token", "tk_anna\n");
  await write("secret", "anna's own");
  await write("state/log.db", "milk");
  const keyFile = join(base, "key");
  await Deno.writeTextFile(keyFile, btoa("k".repeat(32)), { mode: 0o600 });
  return {
    place,
    lists: composeLists(join(base, "lists"), keyFile),
    write,
    key: () => Deno.readTextFileSync(keyFile),
    raw: (name: string) => Deno.readTextFileSync(join(place, name)),
    read: async (name: string) =>
      await unsealing((path) => Deno.readTextFile(path), keyFile)(join(place, name)),
    [Symbol.asyncDispose]: () => Deno.remove(base, { recursive: true }),
  };
}

Deno.test("lists seal encrypts what a list keeps of secrets, once, whatever an earlier one that was killed has left", async () => {
  await using world = await listFiles();
  await world.write("token.new", "half");
  assert.deepEqual(await world.lists.seal("anna"), ["token", "secret"]);
  for (const [name, secret] of [["token", "tk_anna"], ["secret", "anna's own"]] as const) {
    assert.doesNotMatch(world.raw(name), /anna/);
    assert.equal(Deno.statSync(join(world.place, name)).mode! & 0o777, 0o600);
    assert.equal(await world.read(name), secret);
  }
  assert.deepEqual(await world.lists.seal("anna"), []);
  assert.equal((await refusal(world.lists.seal("bert"))).code, "NOT_FOUND");
});

Deno.test("lists rekey seals what is sealed with a new key, whose file is its owner's alone, and says what no key opens", async () => {
  await using world = await listFiles();
  await world.lists.seal("anna");
  await world.write("odd", "sealed:v1:bm90aGluZw==");
  await world.write(".left.tmp", "sealed:v1:bm90aGluZw==");
  const before = { key: world.key(), token: world.raw("token") };
  const { resealed, unreadable } = await world.lists.rekey(signal);
  assert.deepEqual([resealed, unreadable], [2, [join(world.place, "odd")]]);
  assert.notEqual(world.key(), before.key);
  assert.equal(world.key().trim().split("\n").length, 1);
  assert.equal(await world.read("token"), "tk_anna");
  assert.equal(await world.read("secret"), "anna's own");
  await world.write("token", before.token);
  await assert.rejects(world.read("token"), /another key/);
});

Deno.test("lists rekey of two at once leaves one key, with which all is sealed", async () => {
  await using world = await listFiles();
  await world.lists.seal("anna");
  const both = await Promise.all([world.lists.rekey(signal), world.lists.rekey(signal)]);
  assert.deepEqual(both.map(({ resealed }) => resealed), [2, 2]);
  assert.equal(await world.read("token"), "tk_anna");
});

Deno.test("lists remove takes everything of a list away, once nobody has its log", async () => {
  await using world = await listFiles();
  const stateDir = join(world.place, "state");
  const lock = await lockLog({ stateDir, timeoutMs: 0, command: "serve --lists" }, signal);
  const stop = new AbortController();
  const waiting = world.lists.remove("anna", stop.signal);
  stop.abort(new SyncError("ABORTED", "stopped"));
  assert.equal((await refusal(waiting)).code, "ABORTED");
  // It is no list any more, and all of it is there.
  assert.deepEqual([existsSync(join(world.place, "config.toml")), world.raw("state/log.db")], [
    false,
    "milk",
  ]);
  await lock[Symbol.asyncDispose]();
  await world.lists.remove("anna", signal);
  assert.equal(existsSync(world.place), false);
  assert.equal((await refusal(world.lists.remove("anna", signal))).code, "NOT_FOUND");
});

Deno.test("lists remove says where the state of a list is that is not in its folder, and removes nothing", async () => {
  for (const stateDir of ["/var/lib/anna", "../bert/state"]) {
    await using world = await listFiles({ stateDir });
    const { code, message } = await refusal(world.lists.remove("anna", signal));
    assert.deepEqual([code, /anna$|bert\/state$/.test(message)], ["CONFIG", true], message);
    assert.equal(world.raw("token"), "tk_anna\n");
    assert.ok(existsSync(join(world.place, "config.toml")));
  }
});
