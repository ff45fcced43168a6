import assert from "node:assert/strict";
import { type Hosts, hostsOf } from "@tests/support/hosts.ts";
import { isLong } from "@tests/support/long_form.ts";
import { type PostgresServer, postgresServers } from "@tests/support/postgres_server.ts";
import { until } from "@tests/support/until.ts";
import { write, Written } from "@tests/support/written.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const servers = await postgresServers();
const rounds = Number(Deno.env.get("VIKUNJA_SYNC_ROUNDS") ?? (isLong ? 20 : 1));

async function inWorld(
  server: PostgresServer,
  body: (world: World, hosts: Hosts, written: Written) => Promise<void>,
): Promise<void> {
  await using world = await createWorld();
  await using hosts = hostsOf(world, server);
  await body(world, hosts, new Written(world));
}

Deno.test("what is read while the database is away is said to be as this host last knew it, once", async () => {
  await using world = await createWorld();
  await world.task("add", "milk");
  assert.equal((await world.run(["sync"])).code, 0);
  const env = { VIKUNJA_SYNC_STORE: "postgres://u@127.0.0.1:1/d?sslmode=disable" };
  for (const command of ["list", "log", "status"]) {
    const { stdout, stderr } = await world.run([command], env);
    assert.equal(
      stderr.match(/as this host last knew it: .* is not to be had/g)?.length,
      1,
      stderr,
    );
    if (command === "list") assert.match(stdout, /milk/);
  }
});

for (const server of servers) {
  Deno.test(`serve on another host goes on where the owner is killed in the middle of writes, PostgreSQL ${server.major}`, async () => {
    await inWorld(server, async (world, hosts, written) => {
      let owner = await hosts.serve("host-0");
      const taken = await world.run(["sync"], {
        ...hosts.env("another"),
        VIKUNJA_SYNC_CONFIG: await quickly(world),
      });
      assert.equal(taken.code, 75, taken.stderr);
      assert.match(taken.stderr, /Cannot take the list .* has it \(serve, process \d+/);
      assert.doesNotMatch(taken.stderr, /secret-of/);
      for (let round = 1; round <= rounds; round++) {
        const next = hosts.serve(`host-${round}`);
        await write(hosts, written, round);
        owner.kill("SIGKILL");
        await owner.ended;
        await hosts.silent(30);
        owner = await next;
        await written.arrived();
      }
      await askedElsewhere(world, hosts.env("another"));
      await toldOnce(world, ["another", "a third"].map(hosts.env));
      const { stdout } = await world.run(["list"], hosts.env("another"));
      assert.match(
        stdout,
        /there-1/,
        "a host that does not own the list reads what the owner stored",
      );
      assert.equal(await owner.stop(), 0);
    });
  });

  for (
    const [name, body] of [
      ["serve that stood still while another host took over writes nothing any more", standStill],
      ["serve that is killed is followed by another host within its lease", killedInRealTime],
    ] as const
  ) {
    Deno.test({
      name: `${name}, PostgreSQL ${server.major}`,
      ignore: !isLong,
      fn: async () => {
        const worlds = Array.from({ length: 6 }, () => inWorld(server, body));
        const ended = await Promise.allSettled(worlds);
        assert.deepEqual(ended.filter(({ status }) => status === "rejected"), []);
      },
    });
  }
}

/** A host that does not own the list says and does what the owner does. */
async function askedElsewhere(
  world: World,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const added = await world.run(["add", "asked elsewhere", "--json"], env);
  assert.equal(added.code, 0, added.stderr);
  const { task, title } = JSON.parse(added.stdout);
  assert.equal((await world.serverTasks()).filter((one) => one.title === title).length, 1);
  const claim = ["claim", task, "--agent", "ada", "--no-pid", "--json"];
  const claimed = await world.run(claim, env);
  const { agent, token } = JSON.parse(claimed.stdout);
  assert.deepEqual([claimed.code, token], [0, 1], claimed.stderr);
  const refused = await world.run(claim, env);
  assert.deepEqual([refused.code, JSON.parse(refused.stdout).lockedBy], [3, agent]);
  const missing = await world.run(["release", "#99", "--token", "1", "--json"], env);
  assert.equal(missing.code, 4, missing.stderr);
}

/** In real time: both clocks count. A busy machine may pass the list on by itself as well. */
async function standStill(_world: World, hosts: Hosts, written: Written): Promise<void> {
  const first = await hosts.serve("a");
  const second = hosts.serve("b");
  for (let round = 1; round <= rounds; round++) {
    await write(hosts, written, round);
    const pid = await hosts.ownerPid();
    const owner = pid === first.pid ? first : await second;
    const lost = /this host does not own the list any more/;
    const times = owner.lines.filter((line) => lost.test(line)).length;
    owner.kill("SIGSTOP");
    const startedAt = performance.now();
    await until("another host has the list", () => hosts.ownerPid(), (now) => now !== pid);
    tell("stopped: taken over", startedAt);
    await written.inVikunja(`meanwhile-${round}`);
    owner.kill("SIGCONT");
    await written.arrived();
    tell("stopped: all written", startedAt);
    await owner.said(lost, times + 1);
  }
}

/** In real time: nobody tells the database that the owner is gone. */
async function killedInRealTime(_world: World, hosts: Hosts, written: Written): Promise<void> {
  let owner = await hosts.serve("host-0");
  for (let round = 1; round <= rounds; round++) {
    const next = hosts.serve(`host-${round}`);
    await write(hosts, written, round);
    owner.kill("SIGKILL");
    const startedAt = performance.now();
    owner = await next;
    tell("killed: taken over", startedAt);
    await written.arrived();
    tell("killed: all written", startedAt);
  }
}

function tell(what: string, startedAt: number): void {
  console.log(`${what} after ${Math.round(performance.now() - startedAt)} ms`);
}

/** What one host has told is told by no other. */
async function toldOnce(
  world: World,
  hosts: readonly Readonly<Record<string, string>>[],
): Promise<void> {
  const due = new Date(Date.now() + 3_600_000).toISOString();
  const added = await world.run(["add", "due soon", `due=${due}`], hosts[0]);
  assert.equal(added.code, 0, added.stderr);
  const told: string[] = [];
  for (const env of hosts) {
    const { code, stdout, stderr } = await world.run(["notify", "check"], env);
    assert.equal(code, 0, stderr);
    told.push(stdout);
  }
  assert.match(told[0] ?? "", /due soon/);
  assert.doesNotMatch(told[1] ?? "", /due soon/);
}

/** A configuration by which commands wait no longer than a second for others. */
async function quickly(world: World): Promise<string> {
  const path = `${world.folder}/quickly.toml`;
  await Deno.writeTextFile(path, 'lock_timeout = "1s"\n', { mode: 0o600 });
  return path;
}
