import assert from "node:assert/strict";
import type { Reading } from "@/domain/task.ts";
import { readSnapshot } from "@/adapters/taskwarrior/synced/snapshot.ts";
import { httpServerAt, syncLines } from "@tests/support/http_sync.ts";
import { order, plainTask, present, signal } from "@tests/support/replica_hands.ts";
import { startSyncServer, type SyncServer } from "@tests/support/sync_server.ts";
import { openReplica, personAt } from "@tests/support/synced_world.ts";
import { createTaskwarrior } from "@tests/support/taskwarrior.ts";

const all = { cursor: null, full: false, knownCount: null };

/** A sync server in memory, and replicas of ours. */
async function withServer(
  body: (
    server: SyncServer,
    open: (name: string) => ReturnType<typeof openReplica>,
  ) => Promise<void>,
): Promise<void> {
  await using server = startSyncServer();
  const folder = await Deno.makeTempDir({ prefix: "synced-" });
  try {
    await body(server, (name) => openReplica(folder, { server: httpServerAt(server.url), name }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function making(title: string) {
  const task = { ...plainTask, title };
  return order(crypto.randomUUID(), { kind: "create", task, comments: [], extra: null });
}

const titles = (readings: readonly Reading[]) =>
  readings.map((each) => each.kind === "present" ? each.task.title : each.kind).sort();

Deno.test("write() answers the server's wish for a snapshot, and a new replica begins with it", async () => {
  await withServer(async (server, open) => {
    const { replica } = open("one");
    await replica.changes(all, signal);
    const [made] = await replica.write([making("Milk")], signal);
    present(made ?? assert.fail());
    assert.ok(server.asked.some((line) => line.startsWith("POST /v1/client/add-snapshot/")));
    const before = server.asked.length;
    const { readings } = await open("two").replica.changes(all, signal);
    assert.deepEqual(titles(readings), ["Milk"]);
    const asked = server.asked.slice(before).map((line) => line.split("/")[3]);
    assert.deepEqual(asked, ["snapshot", "get-child-version"]);
  });
});

Deno.test("a real Taskwarrior begins with a snapshot of ours, and we with one of its", async () => {
  await withServer(async (server, open) => {
    const { replica } = open("one");
    await replica.changes(all, signal);
    await replica.write([making("Milk «ü»")], signal);
    server.trim();
    await using task = await createTaskwarrior("3", { rc: syncLines(server.url) });
    const person = personAt(task);
    await person.does("add", "Bread");
    assert.deepEqual((await task.export()).map((each) => each["description"]), [
      "Milk «ü»",
      "Bread",
    ]);
    const { readings } = await replica.changes(all, signal);
    assert.deepEqual(titles(readings), ["Bread", "Milk «ü»"]);
  });
});

Deno.test("changes() takes a snapshot where the server has forgotten what came after ours, and tells what changed", async () => {
  await withServer(async (server, open) => {
    const one = open("one").replica;
    await one.changes(all, signal);
    await one.write([making("Milk"), making("Bread")], signal);
    const { cursor } = await one.changes(all, signal);
    const two = open("two").replica;
    const { readings } = await two.changes(all, signal);
    const [bread] = readings.filter((each) =>
      each.kind === "present" && each.task.title === "Bread"
    );
    await two.write([
      order(bread?.id ?? "", { kind: "update", patch: { title: "Beer" }, expected: {} }),
    ], signal);
    await two.write([making("Wine")], signal);
    await forceSnapshot(server, two);
    server.trim();
    const since = { cursor: cursor?.() ?? null, full: false, knownCount: 2 };
    const changed = await one.changes(since, signal);
    assert.equal(changed.complete, false);
    assert.deepEqual(titles(changed.readings), ["Beer", "Wine", "last"]);
  });
});

/** Writes until the server wants one. */
async function forceSnapshot(
  server: SyncServer,
  replica: ReturnType<typeof openReplica>["replica"],
) {
  server.interfere = async (request, answer) => {
    const answered = await answer();
    if (!request.url.includes("add-version")) return answered;
    const headers = new Headers(answered.headers);
    headers.set("x-snapshot-request", "urgency=low");
    return new Response(answered.body, { status: answered.status, headers });
  };
  await replica.write([making("last")], signal);
  server.interfere = null;
}

Deno.test("changes() refuses a server that was put back to before what it had taken", async () => {
  await withServer(async (server, open) => {
    const { replica } = open("one");
    await replica.changes(all, signal);
    await replica.write([making("Milk")], signal);
    const earlier = server.copy();
    await replica.write([making("Bread")], signal);
    server.putBack(earlier);
    await assert.rejects(replica.changes(all, signal), { code: "SYNC_SERVER" });
    // A new replica takes it as it is.
    const { readings } = await open("two").replica.changes(all, signal);
    assert.deepEqual(titles(readings), ["Milk"]);
  });
});

Deno.test("write() tells where a server was emptied and the list goes on from ours", async () => {
  await withServer(async (server, open) => {
    const { replica } = open("one");
    await replica.changes(all, signal);
    await replica.write([making("Milk")], signal);
    server.putBack(new Map());
    await replica.write([making("Bread")], signal);
    const { readings } = await open("two").replica.changes(all, signal);
    assert.deepEqual(titles(readings), ["Bread", "Milk"]);
  });
});

Deno.test("a snapshot that is none is refused, and one that is not taken is a warning", async () => {
  await assert.rejects(readSnapshot(Uint8Array.of(1, 2, 3)), { code: "SYNC_SERVER" });
  await withServer(async (server, open) => {
    server.interfere = (request, answer) =>
      request.url.includes("add-snapshot")
        ? Promise.resolve(new Response("too large", { status: 400 }))
        : answer();
    const { replica, warnings } = open("one");
    await replica.changes(all, signal);
    present((await replica.write([making("Milk")], signal))[0] ?? assert.fail());
    assert.match(warnings.join(), /did not take a snapshot: .*400, too large/);
  });
});
