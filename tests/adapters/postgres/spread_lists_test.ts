import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { openDatabase } from "@/adapters/postgres/database.ts";
import { provideSchema } from "@/adapters/postgres/schema.ts";
import { spreadLists } from "@/adapters/postgres/spread_lists.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { type PostgresServer, postgresServers } from "@tests/support/postgres_server.ts";

interface SpreadWorld extends AsyncDisposable {
  /** One that serves all lists; `isFit`: those that it could work with. */
  host(name: string, isFit?: (list: number) => boolean): void;
  /** It is gone: what it has is free after a while, and it says nothing any more. */
  kill(name: string): Promise<void>;
  /** Each host that lives looks, one after the other; then each takes what is free for it. */
  round(): Promise<void>;
  counts(): Readonly<Record<string, number>>;
  /** How many lists went from one to another, and how many at most were on their way at a time. */
  readonly moves: { count: number; atOnce: number };
}

async function spreadWorld({ place }: PostgresServer, count: number): Promise<SpreadWorld> {
  const db = openDatabase(place, systemRuntime);
  await provideSchema(db);
  await db.query("DELETE FROM vikunja_sync.lists");
  await db.query(
    `INSERT INTO vikunja_sync.lists(list, id, until)
    SELECT 'l' || n, 'i', clock_timestamp() FROM generate_series(1, $1::bigint) AS n`,
    [count],
  );
  const lists = Array.from({ length: count }, (_, at) => `l${at + 1}`);
  const owners = new Map<string, string>();
  const hosts = new Map<string, { look: () => Promise<void>; [Symbol.dispose](): void }>();
  const leaving = new Set<string>();
  const moves = { count: 0, atOnce: 0 };
  let elapsedMs = 0;

  async function take(host: string): Promise<void> {
    const taken = await db.query(
      `UPDATE vikunja_sync.lists SET service = $1, released = false,
        until = clock_timestamp() + interval '1 h'
      WHERE released AND (wanted_by = $1 OR wanted_until <= clock_timestamp()) RETURNING list`,
      [host],
    );
    for (const { list } of taken) owners.set(String(list), host);
  }

  return {
    moves,
    host(name, isFit = () => true) {
      const underWay = new Set<Promise<unknown>>();
      let tick = () => {};
      const spreading = spreadLists({
        db: {
          ...db,
          query(...asked) {
            const answer = db.query(...asked);
            const over = answer.then(() => {}).finally(() => underWay.delete(over));
            underWay.add(over);
            return answer;
          },
        },
        service: name,
        runtime: {
          elapsed: () => elapsedMs,
          after(_ms, call) {
            tick = call;
            return { [Symbol.dispose]: () => void (tick = () => {}) };
          },
        },
      });
      for (const list of lists) {
        spreading.spread(list, {
          isFit: () => owners.get(list) !== name && isFit(Number(list.slice(1))),
          handOver: () => void leaving.add(list),
        });
      }
      hosts.set(name, {
        async look() {
          tick();
          while (underWay.size > 0) {
            await Promise.all(underWay);
            await new Promise((resolve) => setImmediate(resolve));
          }
        },
        [Symbol.dispose]: () => spreading[Symbol.dispose](),
      });
    },
    async kill(name) {
      hosts.get(name)?.[Symbol.dispose]();
      hosts.delete(name);
      await db.query("UPDATE vikunja_sync.lists SET released = true WHERE service = $1", [name]);
    },
    async round() {
      elapsedMs += 2_000;
      for (const { look } of hosts.values()) await look();
      moves.atOnce = Math.max(moves.atOnce, leaving.size);
      moves.count += leaving.size;
      for (const list of leaving) {
        await db.query("UPDATE vikunja_sync.lists SET released = true WHERE list = $1", [list]);
      }
      leaving.clear();
      for (const host of hosts.keys()) await take(host);
      await db.query(
        "UPDATE vikunja_sync.lists SET wanted_until = wanted_until - interval '2 s'",
      );
    },
    counts() {
      const counts = Object.fromEntries([...hosts.keys()].map((host) => [host, 0]));
      for (const host of owners.values()) if (host in counts) counts[host]! += 1;
      return counts;
    },
    async [Symbol.asyncDispose]() {
      for (const host of hosts.values()) host[Symbol.dispose]();
      await db[Symbol.asyncDispose]();
    },
  };
}

/** Until they have that many, and then some more. */
async function comesTo(world: SpreadWorld, wanted: Readonly<Record<string, number>>) {
  for (let at = 0; at < 60 && !isDeepStrictEqual(world.counts(), wanted); at++) await world.round();
  const { count } = world.moves;
  for (let at = 0; at < 5; at++) await world.round();
  assert.deepEqual(world.counts(), wanted);
  assert.equal(world.moves.count, count);
}

for (const server of await postgresServers()) {
  Deno.test(`spreadLists() on PostgreSQL ${server.major} ends with equal shares, a few at a time, and then rests`, async () => {
    await using world = await spreadWorld(server, 30);
    world.host("a 1");
    await world.round();
    assert.deepEqual(world.counts(), { "a 1": 30 });
    world.host("b 2");
    world.host("c 3");
    await comesTo(world, { "a 1": 10, "b 2": 10, "c 3": 10 });
    assert.ok(world.moves.count <= 22, `${world.moves.count} moves`);
    assert.ok(world.moves.atOnce <= 4, `${world.moves.atOnce} at once`);
    await world.kill("b 2");
    await world.round();
    world.host("b 4");
    await comesTo(world, { "a 1": 10, "c 3": 10, "b 4": 10 });
  });

  Deno.test(`spreadLists() on PostgreSQL ${server.major} gives nobody what it cannot work with, nor one more than its share`, async () => {
    await using world = await spreadWorld(server, 7);
    world.host("a 1");
    await world.round();
    world.host("b 2", (list) => list > 5);
    world.host("c 3", () => false);
    await comesTo(world, { "a 1": 5, "b 2": 2, "c 3": 0 });
    assert.equal(world.moves.count, 2);
  });

  Deno.test(`spreadLists() on PostgreSQL ${server.major} moves nothing between two who differ by one`, async () => {
    await using world = await spreadWorld(server, 5);
    world.host("a 1");
    await world.round();
    world.host("b 2");
    await comesTo(world, { "a 1": 3, "b 2": 2 });
    assert.equal(world.moves.count, 2);
  });
}
