import assert from "node:assert/strict";
import { openDatabase } from "@/adapters/postgres/database.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { isLong } from "@tests/support/long_form.ts";
import { hostsOf } from "@tests/support/hosts.ts";
import { postgresLogPlace } from "@tests/support/postgres_place.ts";
import { startTwoDatabases } from "@tests/support/two_databases.ts";
import { until } from "@tests/support/until.ts";
import { createWorld } from "@tests/support/world.ts";
import { write, Written } from "@tests/support/written.ts";
import { installedPostgres } from "../../scripts/postgres.ts";

/** Only these have what makes a standby. */
const [programs] = await installedPostgres();
const rounds = Number(Deno.env.get("VIKUNJA_SYNC_ROUNDS") ?? 50);
const callers = 16;
const plain = { type: "FactsCached", data: { name: "written", facts: "by a caller" } } as const;

Deno.test({
  name: "what a primary with a synchronous standby has confirmed is there once the primary is lost",
  ignore: !isLong || programs === undefined,
  fn: async () => {
    if (programs === undefined) return;
    await using both = await startTwoDatabases(programs, { isSynchronous: true });
    await using place = await postgresLogPlace(both);
    const log = await place.open();
    let isOver = false;
    let confirmed = 0;
    const writing = Array.from({ length: callers }, async (_, caller) => {
      const streamId = `stream ${caller}`;
      for (let version = 0; !isOver; version++) {
        const [stored] = await log.store.append([
          { streamId, expectedVersion: version, events: [plain] },
        ]);
        assert.equal(stored?.version, version + 1);
        confirmed++;
      }
    });
    await using db = openDatabase(both.place, systemRuntime);
    const shared = async () => {
      const [row] = await db.query(
        "SELECT count(*) AS n, max(position) AS last FROM vikunja_sync.events",
      );
      return { events: Number(row?.["n"]), last: Number(row?.["last"]) };
    };
    for (let round = 1; round <= rounds; round++) {
      const before = confirmed;
      const some = before + 1 + Math.floor(Math.random() * 20 * callers);
      await Promise.race([...writing, until("some are confirmed", () => confirmed >= some)]);
      await Promise.race([...writing, both.lose(Math.floor(Math.random() * 8))]);
      const { events, last } = await shared();
      assert.equal(last, events, "positions are dense");
      console.log(
        `round ${round}: ${confirmed - before} confirmed, ${confirmed} in all, ${events} there`,
      );
    }
    isOver = true;
    await Promise.all(writing);
    assert.equal((await shared()).events, confirmed);
    assert.equal(log.store.readAll(0, 10_000_000).length, confirmed);
  },
});

Deno.test({
  name: "hosts go on with the next primary, by an address that names both",
  ignore: !isLong || programs === undefined,
  fn: async () => {
    if (programs === undefined) return;
    await using both = await startTwoDatabases(programs, { isSynchronous: true });
    await using world = await createWorld();
    await Deno.writeTextFile(`${world.folder}/config.toml`, 'poll_every = "1s"\n');
    await using hosts = hostsOf(world, both);
    const written = new Written(world);
    await hosts.serve("a");
    void hosts.serve("b").catch(() => {});
    for (let round = 1; round <= rounds; round++) {
      await write(hosts, written, round);
      await both.lose(Math.floor(Math.random() * 8));
      const startedAt = performance.now();
      await written.arrived();
      console.log(
        `round ${round}: all written ${Math.round(performance.now() - startedAt)} ms after`,
      );
    }
  },
});

Deno.test({
  name:
    "hosts whose database lost what it had confirmed stop, and say so, until somebody says which goes on",
  ignore: !isLong || programs === undefined,
  fn: async () => {
    if (programs === undefined) return;
    await using both = await startTwoDatabases(programs, { isSynchronous: false });
    await using world = await createWorld();
    await Deno.writeTextFile(`${world.folder}/config.toml`, 'poll_every = "1s"\n');
    await using hosts = hostsOf(world, both);
    const written = new Written(world);
    const a = await hosts.serve("a");
    await write(hosts, written, 1);
    await written.arrived();
    await both.part();
    await write(hosts, written, 2);
    await written.arrived();
    const confirmed = await hosts.events();
    await both.lose(3);
    const { code } = await a.ended;
    assert.notEqual(code, 0);
    assert.match(a.lines.join(), /it ends before position \d+, which .* has/);
    assert.ok(await hosts.events() < confirmed, "what it had confirmed is gone");
    const saidBy = async (host: string, ...args: string[]) => {
      const { code, stderr } = await world.start(args, hosts.env(host)).output();
      return { code, said: new TextDecoder().decode(stderr) };
    };
    const again = await saidBy("a", "serve");
    assert.match(again.said, /The database lost what it had stored/);
    const next = await saidBy("c", "serve");
    assert.match(next.said, /Nothing was written/);
    await written.arrived();
    const taken = await saidBy("c", "sync", "--this-is-the-engine");
    assert.equal(taken.code, 0, taken.said);
    await hosts.serve("c");
    await written.inVikunja("after");
    await written.arrived();
  },
});
