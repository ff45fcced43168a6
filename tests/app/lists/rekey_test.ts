import assert from "node:assert/strict";
import { readStands } from "@/app/lists/read_stands.ts";
import { nothingResealed, rekey } from "@/app/lists/rekey.ts";
import { isSealed, readKeys, reseal, seal, unsealing } from "@/adapters/system/sealed.ts";
import { SyncError } from "@/domain/errors.ts";

const key = new Uint8Array(32).fill(1);
const names = ["anna", "bert", "cleo"];

/** Files in memory, each of which is replaced as a whole, by a process that is killed before its n-th. */
async function keyWorld() {
  const files = new Map([["/key", `${key.toBase64()}\n`], ["/l/dora/token", "open"]]);
  for (const name of names) {
    const path = `/l/${name}/token`;
    files.set(path, await seal(`tk_${name}`, path, key));
  }
  const read = (path: string) => Promise.resolve(files.get(path) ?? "");
  const keys = () => readKeys("/key", read);
  let made = 1;
  return {
    files,
    keys,
    run(writes: number, meanwhile: () => Promise<void> = () => Promise.resolve()) {
      let left = writes;
      return rekey({
        keyFile: "/key",
        keys,
        newKey: () => new Uint8Array(32).fill(++made),
        files: () => [...files.keys()].filter((path) => path !== "/key"),
        readTextFile: async (path) => await meanwhile().then(() => read(path)),
        reseal,
        resealElsewhere: () => Promise.resolve(nothingResealed),
        replace(path, text) {
          if (left-- === 0) throw Object.assign(new Error("killed"), { code: "EKILLED" });
          files.set(path, text);
        },
      });
    },
    async opened() {
      const unsealed = unsealing(read, "/key");
      return await Promise.all(names.map((name) => unsealed(`/l/${name}/token`)));
    },
  };
}

const tokens = names.map((name) => `tk_${name}`);

Deno.test("rekey() killed at any moment leaves every secret readable, and goes on when it is run again", async () => {
  for (let writes = 0; writes < 5; writes++) {
    const world = await keyWorld();
    await assert.rejects(world.run(writes), /killed/);
    assert.deepEqual(await world.opened(), tokens, `killed before write ${writes}`);
    const { resealed, unreadable } = await world.run(Infinity);
    assert.equal(resealed, writes === 0 ? 3 : 4 - writes);
    assert.deepEqual([unreadable, (await world.keys()).length], [[], 1]);
    assert.deepEqual(await world.opened(), tokens);
    assert.equal(world.files.get("/l/dora/token"), "open");
  }
});

Deno.test("rekey() seals anew what was sealed with the old key meanwhile", async () => {
  const world = await keyWorld();
  let times = 0;
  const { resealed } = await world.run(Infinity, async () => {
    if (++times !== 4) return;
    world.files.set("/l/anna/token", await seal("tk_anna", "/l/anna/token", key));
  });
  assert.equal(resealed, 4);
  assert.deepEqual(await world.opened(), tokens);
});

Deno.test("a secret that gets another key while it is read is read once more", async () => {
  const other = new Uint8Array(32).fill(9);
  const path = "/l/anna/token";
  const texts = [await seal("tk_anna", path, key), await seal("tk_anna", path, other)];
  assert.ok(texts.every(isSealed));
  const unsealed = unsealing(
    (asked) => Promise.resolve(asked === "/key" ? other.toBase64() : texts.shift() ?? ""),
    "/key",
  );
  assert.equal(await unsealed(path), "tk_anna");
});

Deno.test("readStands() takes what a service answers, and says of anything else what is wrong with it", () => {
  const stand = {
    name: "anna",
    state: "standby",
    owner: "east",
    since: "2026-11-28T00:00:00.000Z",
    server: null,
    error: { code: "QUOTA", message: null },
    counts: null,
  };
  assert.deepEqual(readStands({ lists: [stand] }), [stand]);
  const wrong: readonly [unknown, RegExp][] = [
    ["<html>", /of what the service answers the answer/],
    [{ error: {} }, /lists/],
    [{ lists: [{ ...stand, state: "gone" }] }, /lists\.0\.state/],
    [{ lists: [{ ...stand, counts: { linked: -1 } }] }, /lists\.0\.counts\.linked/],
  ];
  for (const [given, message] of wrong) {
    assert.throws(
      () => readStands(given),
      (thrown) =>
        thrown instanceof SyncError && thrown.code === "DAEMON_VERSION" &&
        message.test(thrown.message),
    );
  }
});
