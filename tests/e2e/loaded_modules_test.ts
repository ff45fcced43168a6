import assert from "node:assert/strict";
import { createWorld, type World } from "@tests/support/world.ts";

/**
 * Each takes as long to load as a third of a bare Deno, or as all of it; Deno tells of them where it is asked to tell
 * everything.
 */
const heavy =
  /ext:deno_node\/(assert|async_hooks|buffer|crypto|fs|http|https|net|path|process|tls|tty|util|zlib)[/.][\w/.]+/g;
const main = new URL("../../src/main.ts", import.meta.url).pathname;

/** What this command loads of them, its answer and all. */
async function heavyIn(world: World, ...args: readonly string[]): Promise<readonly string[]> {
  const said = await toldBy(world, args);
  return [...new Set(said.match(heavy) ?? [])].sort();
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

Deno.test("a sync that changes nothing and a status load of Node's modules none but SQLite and timers", async () => {
  await using world = await createWorld();
  await world.import([{ description: "one" }]);
  await world.json(["sync"]);
  // Else it tells of something else by now, and nothing would be found.
  assert.match(await toldBy(world, ["sync"]), /ext:deno_node\/sqlite\.ts/);
  assert.deepEqual(await heavyIn(world, "sync"), []);
  assert.deepEqual(await heavyIn(world, "status"), []);
  await using _daemon = await world.serve();
  assert.deepEqual(await heavyIn(world, "status"), []);
});
