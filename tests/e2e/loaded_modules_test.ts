import assert from "node:assert/strict";
import { createWorld, type World } from "@tests/support/world.ts";

/**
 * Most of them take as long to load as a third of a bare Deno, or as all of it, `setTimeout` and `Buffer` too; Deno tells
 * of them where it is asked to tell everything.
 */
const loaded = /ext:deno_node\/[\w/.]+/g;
const ofSqlite = [
  "ext:deno_node/internal/crypto/_keys.ts",
  "ext:deno_node/internal/util/types.ts",
  "ext:deno_node/internal_binding/types.ts",
  "ext:deno_node/sqlite.ts",
];
const main = new URL("../../src/main.ts", import.meta.url).pathname;

/** Rooms of our own that are for those who set up a sync server or PostgreSQL. */
const elsewhere = /\/src\/(?:adapters\/(?:postgres|taskchampion)|compose\/synced_data)[\w/.]*/g;

/** What this command loads of them, its answer and all. */
async function loadedBy(world: World, ...args: readonly string[]): Promise<readonly string[]> {
  return namedIn(await toldBy(world, args), loaded);
}

function namedIn(said: string, which: RegExp): readonly string[] {
  return [...new Set(said.match(which) ?? [])].sort();
}

async function toldBy(world: World, args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--log-level=debug", main, ...args],
    env: { ...world.env },
  }).output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  assert.equal(code, 0, said.slice(-2_000));
  return said;
}

Deno.test("a sync that changes nothing and a status load of Node's modules none but SQLite, and nothing of sync servers and PostgreSQL", async () => {
  await using world = await createWorld();
  await world.import([{ description: "one" }]);
  await world.json(["sync"]);
  const said = await toldBy(world, ["sync"]);
  assert.deepEqual(namedIn(said, loaded), ofSqlite);
  assert.deepEqual(namedIn(said, elsewhere), []);
  assert.deepEqual(await loadedBy(world, "status"), ofSqlite);
  await using _daemon = await world.serve();
  assert.deepEqual(await loadedBy(world, "status"), []);
});
