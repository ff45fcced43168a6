import assert from "node:assert/strict";
import { copy } from "@tests/support/copy_folder.ts";
import { createWorld, type World } from "@tests/support/world.ts";

async function counts(world: World): Promise<readonly number[]> {
  return [(await world.export("status.not:deleted")).length, (await world.serverTasks()).length];
}

function stateDir(world: World, name: string) {
  return { VIKUNJA_SYNC_STATE_DIR: `${world.folder}/${name}` };
}

Deno.test("N10: a second engine on one Taskwarrior list is refused before it writes, and says which one is known", async () => {
  await using world = await createWorld();
  await world.task("add", "mine");
  await world.json(["sync"]);
  await world.task("add", "not synced yet");
  const refused = await world.run(["sync"], stateDir(world, "second"));
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /another engine works on this Taskwarrior list: the one on .*\/state /,
  );
  assert.match(refused.stderr, /--this-is-the-engine/);
  assert.deepEqual(await counts(world), [2, 1]);
  await copy(`${world.folder}/state`, `${world.folder}/copied`);
  const copied = await world.run(["sync"], stateDir(world, "copied"));
  assert.equal(copied.code, 2);
  const claim = await world.run(
    ["claim", "--next", "--agent", "second"],
    stateDir(world, "copied"),
  );
  assert.equal(claim.code, 2, "nor does it hand out tasks");
  assert.match(
    copied.stderr,
    /this log belongs to the engine on .*\/state, and this is .*\/copied/,
  );
  assert.deepEqual(await counts(world), [2, 1]);
  await world.json(["sync"]);
  assert.deepEqual(await counts(world), [2, 2]);
});

Deno.test("N10: a moved state folder says so once, and the copy that is left behind is refused", async () => {
  await using world = await createWorld();
  await world.task("add", "mine");
  await world.json(["sync"]);
  await copy(`${world.folder}/state`, `${world.folder}/moved`);
  const moved = stateDir(world, "moved");
  assert.equal((await world.run(["sync"], moved)).code, 2);
  assert.equal((await world.run(["sync", "--this-is-the-engine"], moved)).code, 0);
  assert.equal((await world.run(["sync"], moved)).code, 0);
  const left = await world.run(["sync"]);
  assert.equal(left.code, 2);
  assert.match(left.stderr, /another engine works on this Taskwarrior list: the one on .*\/moved /);
});

Deno.test("N10: a log that is put back to a backup, or begun anew in its place", async () => {
  await using world = await createWorld();
  await world.task("add", "mine");
  await world.json(["sync"]);
  const state = `${world.folder}/state`;
  await copy(state, `${world.folder}/backup`);
  for (const title of ["b", "c"]) {
    await world.task("add", title);
    await world.json(["sync"]);
  }
  await Deno.remove(state, { recursive: true });
  await copy(`${world.folder}/backup`, state);
  const refused = await world.run(["sync"]);
  assert.equal(refused.code, 2);
  assert.match(
    refused.stderr,
    /this log is older than what it has done: a copy, or a backup put back/,
  );
  await world.json(["sync", "--this-is-the-engine"]);
  assert.deepEqual(await counts(world), [3, 3]);
  await Deno.remove(state, { recursive: true });
  await world.json(["sync"]);
  assert.deepEqual(await counts(world), [3, 3]);
});

Deno.test("R15: a server at another address is known again, and the log moves there with one yes", async () => {
  await using world = await createWorld();
  await world.api("PUT", "/api/v1/projects/1/tasks", { title: "theirs" });
  await world.json(["sync"]);
  const before = await world.export();
  const url = world.server.url.replace("127.0.0.1", "localhost");
  const moved = { VIKUNJA_URL: url };
  const refused = await world.run(["sync"], moved);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /the address of the server was .*127.* and is .*localhost/);
  assert.match(refused.stderr, /sync --yes/);
  assert.equal((await world.run(["sync", "--yes"], moved)).code, 0);
  await world.api("PUT", "/api/v1/projects/1/tasks", { title: "after the move" });
  assert.equal((await world.run(["sync", "--full"], moved)).code, 0);
  assert.deepEqual(await counts(world), [2, 2]);
  const after = await world.export();
  assert.ok(before.every(({ uuid }) => after.some((task) => task.uuid === uuid)));
  const log = await world.run(["log"], moved);
  assert.match(log.stdout, /theirs|LogBound|bound/);
  assert.equal((await world.run(["sync", "--yes"])).code, 0, "and back again");
  assert.deepEqual(await counts(world), [2, 2]);
});

Deno.test("R15: another server, or another account, at a new address is refused as before", async () => {
  await using world = await createWorld();
  const anHourAgo = () => new Date(Date.now() - 3_600_000);
  await using other = await createWorld({ sandbox: { now: anHourAgo } });
  await world.task("add", "mine");
  await world.json(["sync"]);
  const elsewhere = { VIKUNJA_URL: other.server.url, VIKUNJA_TOKEN: other.server.token };
  const refused = await world.run(["sync", "--yes"], elsewhere);
  assert.equal(refused.code, 2);
  assert.equal((await other.serverTasks()).length, 0);
});
