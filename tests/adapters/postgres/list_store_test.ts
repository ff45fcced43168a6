import assert from "node:assert/strict";
import { openOwnerRequests } from "@/adapters/postgres/owner_requests.ts";
import { openSharedSecrets } from "@/adapters/postgres/shared_secrets.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import type { ListLease } from "@/ports/list_store.ts";
import { cuttingProxy } from "@tests/support/cutting_proxy.ts";
import { openEventFile } from "@/adapters/sqlite/event_file.ts";
import { linked, observed, unlinked } from "@tests/support/log_events.ts";
import { mover, ownLogAt } from "@tests/support/moving.ts";
import { type Host, type ListWorld, listWorld } from "@tests/support/list_world.ts";
import { placeTests } from "@tests/support/place_tests.ts";
import { sharedSecretsContract } from "@tests/support/shared_secrets_contract.ts";
import { until } from "@tests/support/until.ts";
import { folderInMemory } from "@tests/support/temp_folder.ts";
import { eventRow } from "@tests/support/event_rows.ts";
import { claimQueriesContract } from "@tests/support/claim_queries_contract.ts";
import { eventHistoryContract } from "@tests/support/event_history_contract.ts";
import { eventStoreContract, refusal } from "@tests/support/event_store_contract.ts";
import { logContract } from "@tests/support/log_contract.ts";
import { logQueriesContract } from "@tests/support/log_queries_contract.ts";
import { ownerRequestsContract } from "@tests/support/owner_requests_contract.ts";
import { postgresLogPlace } from "@tests/support/postgres_place.ts";
import { postgresServers } from "@tests/support/postgres_server.ts";

async function leaseOf(host: Host): Promise<ListLease> {
  const { lease } = await host.take();
  assert.ok(lease !== null, "it is another's");
  return lease;
}

const batch = (after: number) => ({ after, rows: [eventRow(after + 1)], links: [] });

// All in one file: a server takes a second to start.
for (const server of await postgresServers()) {
  const name = `openMirror() over PostgreSQL ${server.major}`;
  const place = () => postgresLogPlace(server);
  eventStoreContract(name, place);
  eventHistoryContract(name, place);
  logQueriesContract(name, place);
  claimQueriesContract(name, place);
  logContract(name, place);
  sharedSecretsContract(
    `openSharedSecrets() on PostgreSQL ${server.major}`,
    () => Promise.resolve(openSharedSecrets(server.place, crypto.randomUUID(), runtime)),
  );
  ownerRequestsContract(`openOwnerRequests() on PostgreSQL ${server.major}`, () => {
    const world = listWorld(server);
    let hosts = 0;
    return Promise.resolve({
      requests: world.requests(),
      async takeOver() {
        await world.pass(30);
        return (await leaseOf(world.host(`host-${hosts++}`))).epoch;
      },
      [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
    });
  });

  const test = (what: string, body: (world: ListWorld) => Promise<void>) =>
    Deno.test(`PostgreSQL ${server.major}: ${what}`, async () => {
      await using world = listWorld(server);
      await body(world);
    });

  test("take() gives a list to one host at a time, and at once when it is let go of", async (world) => {
    const [a, b] = [world.host("a"), world.host("b")];
    const lease = await leaseOf(a);
    const refused = await b.take();
    assert.deepEqual(refused.owner, { host: "a", stateDir: "/a", command: "serve", pid: 7 });
    assert.ok(refused.lease === null && refused.freeInMs > 20_000 && refused.freeInMs <= 25_000);
    await lease[Symbol.asyncDispose]();
    assert.throws(lease.check, { code: "ABORTED" });
    assert.equal((await leaseOf(b)).epoch, 2);
  });

  test("take() gives a list that nobody let go of to another 10 s after its end, not before", async (world) => {
    const [a, b] = [world.host("a"), world.host("b")];
    const old = await leaseOf(a);
    const log = a.store.log(old);
    assert.equal(await log.append(batch(0)), "stored");
    await world.pass(24);
    assert.equal((await b.take()).lease, null);
    await world.pass(2);
    const taken = await leaseOf(b);
    assert.equal(taken.epoch, 2);
    assert.equal((await refusal(log.append(batch(1)))).code, "FENCED");
    assert.equal((await old.lost).code, "FENCED");
    assert.ok(old.signal.aborted);
    assert.equal(await b.store.log(taken).append(batch(1)), "stored");
    assert.equal((await b.store.log(taken).rowsAfter(0, 9)).length, 2);
  });

  test("take() gives it at once to the state folder that had it, and not to what is left of it", async (world) => {
    const [before, after] = [world.host("a"), world.host("a")];
    const old = await leaseOf(before);
    const taken = await leaseOf(after);
    assert.equal(taken.epoch, 2);
    assert.equal((await refusal(before.store.log(old).append(batch(0)))).code, "FENCED");
  });

  test("take() keeps what was let go of for whoever asked for it, as long as that one goes on asking", async (world) => {
    const a = world.host("a");
    await leaseOf(a);
    await world.wish("another", 60);
    await using again = await leaseOf(a);
    assert.equal(again.epoch, 2, "it had it itself, and was started anew");
    await again[Symbol.asyncDispose]();
    for (const host of [a, world.host("b")]) {
      const taken = await host.take();
      assert.deepEqual([taken.lease, taken.owner?.host], [null, "another"]);
    }
    await world.wish("another", 0);
    await leaseOf(world.host("b"));
  });

  test("append() stores nothing once the time is over on the database's clock", async (world) => {
    const a = world.host("a");
    const lease = await leaseOf(a);
    await world.pass(16);
    assert.equal((await refusal(a.store.log(lease).append(batch(0)))).code, "FENCED");
    const again = await leaseOf(a);
    assert.deepEqual(await a.store.log(again).rowsAfter(0, 9), []);
  });

  test("check() refuses 2 s before the end on the own clock, whatever timers did", async (world) => {
    const a = world.host("a");
    const lease = await leaseOf(a);
    a.stand(12_999);
    lease.check();
    a.stand(1);
    assert.throws(lease.check, { code: "FENCED" });
    assert.ok(lease.signal.aborted);
  });

  test("hear() is told of an append on another host", async (world) => {
    const [a, b] = [world.host("a"), world.host("b")];
    const log = a.store.log(await leaseOf(a));
    let [heard, end] = [0, 0];
    using _hearing = b.store.hear(() => heard++);
    await until("it is heard", () => heard, (count) => count > 0);
    await until("an append is heard", async () => {
      await log.append(batch(end++));
      return heard;
    }, (count) => count > 1);
    assert.deepEqual((await b.take() as { log: unknown }).log, { id: log.id, head: end });
  });

  test("hear() listens anew where its connection ended", async (world) => {
    await using proxy = cuttingProxy(server.place.port);
    const soon = {
      ...runtime,
      after: (ms: number, call: () => void) => runtime.after(ms / 100, call),
    };
    const place = { ...server.place, port: proxy.port };
    await using requests = openOwnerRequests({ place, list: "another", runtime: soon });
    let heard = 0;
    using _hearing = requests.hear(() => heard++);
    await until("it listens", () => heard, (count) => count === 1);
    proxy.cutNextAnswer();
    await until("it listens again", async () => {
      await world.notify("requests another");
      return heard;
    }, (count) => count > 2);
  });

  for (const [name, body] of Object.entries(placeTests)) test(name, () => body(server.place));

  test("append() finds out what became of a batch whose answer was lost", async (world) => {
    await using proxy = cuttingProxy(server.place.port);
    const a = world.host("a", proxy.port);
    const log = a.store.log(await leaseOf(a));
    assert.equal(await log.append(batch(0)), "stored");
    proxy.cutNextAnswer();
    assert.equal(await log.append(batch(1)), "stored");
    assert.deepEqual((await log.rowsAfter(0, 9)).map(({ position }) => position), [1, 2]);
    assert.equal(await log.append(batch(1)), "stored", "the same once more");
    const other = { ...batch(0), rows: [{ ...eventRow(1), sum: 1 }] };
    assert.equal(await log.append(other), "behind");
  });

  Deno.test(`${name}: move() brings a log there and back, the same bit by bit, and nobody else can use it meanwhile`, async () => {
    using folder = folderInMemory();
    const path = folder.file("log.db");
    const list = crypto.randomUUID();
    const { move, openStore } = mover(server.place, list, "a", path);
    const takes = async (host: string) => {
      await using store = openStore();
      const owner = { host, stateDir: `/${host}`, command: "serve", pid: 2 };
      await (await store.take(owner, host)).lease?.[Symbol.asyncDispose]();
    };
    {
      using log = ownLogAt(path);
      await log.store.append([
        { streamId: "a", expectedVersion: 0, events: [observed("vikunja"), linked(5)] },
        { streamId: "b\\{}", expectedVersion: 0, events: [linked(6), unlinked(6), linked(7)] },
      ]);
    }
    const events = () => {
      using file = openEventFile(path);
      return file.rowsAfter(0, 100);
    };
    const before = events();
    const there = await move("postgres");
    assert.equal(there.events, 5);
    assert.throws(() => ownLogAt(path), { code: "CONFIG" });
    assert.deepEqual(await move("postgres"), there, "asked for once more");
    await takes("b");
    const back = await move("sqlite");
    assert.deepEqual([back.events, back.hash, events()], [5, there.hash, before]);
    await assert.rejects(takes("b"), { code: "CONFIG" });
    await assert.rejects(mover(server.place, list, "b", path).move("sqlite"), { code: "CONFIG" });
    {
      using log = ownLogAt(path);
      await log.store.append([{ streamId: "a", expectedVersion: 2, events: [unlinked(5)] }]);
    }
    assert.equal((await move("postgres")).events, 6);
    await takes("b");
  });

  Deno.test(`${name}: move() that broke off goes on when it is asked for again, and refuses a list with other events`, async () => {
    using folder = folderInMemory();
    const path = folder.file("log.db");
    const list = crypto.randomUUID();
    const { move, openStore } = mover(server.place, list, "a", path);
    {
      using log = ownLogAt(path);
      for (let version = 0; version < 3; version++) {
        await log.store.append([
          { streamId: "a", expectedVersion: version, events: [observed("vikunja")] },
        ]);
      }
    }
    const breaking = () => {
      const store = openStore();
      const log = (lease: ListLease) => ({
        ...store.log(lease),
        rowsAfter: () => Promise.reject(new Error("broken off")),
      });
      const settle = () => Promise.reject(new Error("broken off"));
      return { ...store, log, settle };
    };
    await assert.rejects(move("postgres", breaking), { message: "broken off" });
    {
      using log = ownLogAt(path);
      assert.equal(log.reader.eventCount(), 3);
    }
    assert.equal((await move("postgres")).events, 3);
    const other = folder.file("other.db");
    {
      using log = ownLogAt(other);
      await log.store.append([{ streamId: "z", expectedVersion: 0, events: [linked(9)] }]);
    }
    await assert.rejects(mover(server.place, list, "b", other).move("postgres"), {
      code: "CONFIG",
    });
  });
}
