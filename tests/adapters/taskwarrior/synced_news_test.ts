import assert from "node:assert/strict";
import type { VersionServer } from "@/ports/version_server.ts";
import { order, plainTask, present, signal } from "@tests/support/replica_hands.ts";
import { createSyncedWorld } from "@tests/support/synced_world.ts";

const all = { cursor: null, full: false, knownCount: null };
const uuid = "0a1b2c3d-0000-4000-8000-000000000001";
const making = order(uuid, {
  kind: "create",
  task: { ...plainTask, title: "Milk" },
  comments: [],
  extra: null,
});
const retitling = (from: string, title: string) =>
  order(uuid, { kind: "update", patch: { title }, expected: { title: from } });

/** A list with one task that two replicas of ours have read; `asked`: how often the first has asked the server. */
async function twoReplicas() {
  const world = await createSyncedWorld();
  let asked = 0;
  const counted: VersionServer = {
    ...world.server,
    childOf: (...given) => (asked++, world.server.childOf(...given)),
  };
  const [own, other] = [world.open({ server: counted }), world.open({ name: "other" })];
  assert.equal(await own.synced.hasNews(signal), true, "nobody has read yet");
  await own.replica.changes(all, signal);
  present((await own.replica.write([making], signal))[0] ?? assert.fail());
  await other.replica.changes(all, signal);
  const changesOf = async (replica: typeof own.replica) => {
    const { readings } = await replica.changes({ ...all, cursor: replica.cursor() }, signal);
    return readings.map((each) => each.kind === "present" ? each.task.title : each.kind);
  };
  return { world, own, other, asked: () => asked, changesOf };
}

Deno.test("hasNews() tells of what others did until it was read, and not of what we did", async () => {
  const { world, own, other, changesOf } = await twoReplicas();
  await using _world = world;
  assert.equal(await own.synced.hasNews(signal), false);
  await other.replica.write([retitling("Milk", "Bread")], signal);
  assert.equal(await own.synced.hasNews(signal), true);
  assert.equal(await own.synced.hasNews(signal), true, "it was only asked");
  assert.deepEqual(await changesOf(own.replica), ["Bread"]);
  assert.equal(await own.synced.hasNews(signal), false);
  await own.replica.write([retitling("Bread", "Beer")], signal);
  assert.equal(await own.synced.hasNews(signal), false);
});

Deno.test("hasNews() tells of what a write of ours has brought in, until somebody has read it", async () => {
  const { world, own, other, changesOf } = await twoReplicas();
  await using _world = world;
  await other.replica.write([retitling("Milk", "Bread")], signal);
  const [late] = await own.replica.write([retitling("Milk", "Wine")], signal);
  assert.equal(late?.kind, "stale");
  assert.equal(await own.synced.hasNews(signal), true);
  await changesOf(own.replica);
  assert.equal(await own.synced.hasNews(signal), false);
});

Deno.test("what hasNews() was told is not asked for once more by the read that it leads to", async () => {
  const { world, own, other, asked, changesOf } = await twoReplicas();
  await using _world = world;
  await other.replica.write([retitling("Milk", "Bread")], signal);
  const before = asked();
  await own.synced.hasNews(signal);
  assert.deepEqual(await changesOf(own.replica), ["Bread"]);
  // The news, and that there is no more.
  assert.equal(asked() - before, 2);
});

Deno.test("hasNews() does not go by a replica that was taken away, nor by a server that cannot be asked", async () => {
  const { world, own } = await twoReplicas();
  await using _world = world;
  await Deno.remove(own.synced.folder(), { recursive: true });
  assert.equal(await own.synced.hasNews(signal), true);
  await own.replica.changes(all, signal);
  assert.equal(await own.synced.hasNews(signal), false);
  await Deno.remove(`${world.folder}/server`, { recursive: true });
  await assert.rejects(own.synced.hasNews(signal));
});
