import assert from "node:assert/strict";
import { ownAuthority, tlsFront } from "@tests/support/tls_front.ts";
import { createWorld, type World } from "@tests/support/world.ts";

async function tlsWorld() {
  const world = await createWorld();
  const authority = await ownAuthority(world.folder);
  const front = await tlsFront(world.server.url, authority);
  return {
    world,
    authority,
    url: (host = "127.0.0.1") => `https://${host}:${front.port}`,
    async [Symbol.asyncDispose]() {
      await front[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

/** What machines have set for other programs, and this one must stand. The runtime reads it as it starts. */
const noise = { NODE_EXTRA_CA_CERTS: "", SSL_CERT_FILE: "", SSL_CERT_DIR: "" };

async function syncs(world: World, env: Readonly<Record<string, string>>): Promise<void> {
  const { code, stderr } = await world.spawn(["sync"], { ...noise, ...env });
  assert.equal(code, 0, stderr);
}

Deno.test("R1: sync trusts the authority that VIKUNJA_CA_FILE names, by address and by name, whatever else is set", async () => {
  await using it = await tlsWorld();
  const { world, authority: { caFile } } = it;
  await world.task("add", "over TLS");
  const other = await ownAuthority(world.folder, "other");
  const env = { VIKUNJA_URL: it.url(), VIKUNJA_CA_FILE: caFile };
  await syncs(world, env);
  await syncs(world, { ...env, NODE_EXTRA_CA_CERTS: other.caFile });
  assert.deepEqual((await world.serverTasks()).map(({ title }) => title), ["over TLS"]);
});

Deno.test("R1: sync trusts the authority that ca_file names, from where the configuration is", async () => {
  await using it = await tlsWorld();
  const { world } = it;
  const config = world.env["VIKUNJA_SYNC_CONFIG"] ?? "";
  await Deno.writeTextFile(config, 'ca_file = "own-ca.pem"\n');
  await syncs(world, { VIKUNJA_URL: it.url("localhost") });
});

Deno.test("R1: sync trusts the authority that NODE_EXTRA_CA_CERTS names", async () => {
  await using it = await tlsWorld();
  await syncs(it.world, { VIKUNJA_URL: it.url(), NODE_EXTRA_CA_CERTS: it.authority.caFile });
});

Deno.test({
  name: "R1: sync trusts the system's store with DENO_TLS_CA_STORE=system",
  // The binary has Bun's runtime: there ca_file names the system's store.
  ignore: Deno.env.get("VIKUNJA_SYNC_TEST_BINARY") !== undefined,
  async fn() {
    await using it = await tlsWorld();
    const { caFile: SSL_CERT_FILE } = it.authority;
    await syncs(it.world, {
      VIKUNJA_URL: it.url(),
      SSL_CERT_FILE,
      DENO_TLS_CA_STORE: "system",
    });
  },
});

Deno.test("R1: sync refuses a certificate of an unknown authority, and says how to name one", async () => {
  await using it = await tlsWorld();
  const { world } = it;
  const other = await ownAuthority(world.folder, "other");
  const settings = [
    {},
    { VIKUNJA_CA_FILE: other.caFile },
    { NODE_EXTRA_CA_CERTS: other.caFile },
  ];
  for (const env of settings) {
    const run = await world.spawn(["sync"], { ...noise, VIKUNJA_URL: it.url(), ...env });
    assert.equal(run.code, 75, run.stderr);
    assert.match(run.stderr, /certificate of 127\.0\.0\.1:\d+ is not trusted/);
    assert.match(run.stderr, /ca_file.*VIKUNJA_CA_FILE/s);
    assert.doesNotMatch(run.stderr, /Requires sys access/);
  }
});

Deno.test("R1: sync says what is wrong with a certificate, and a retry carries over what waited", async () => {
  await using it = await tlsWorld();
  const { world, authority } = it;
  await world.task("add", "waits");
  const wrong = [
    [{ days: -1 }, /certificate of localhost:\d+ is of another time \(CERT_HAS_EXPIRED\)/],
    [{ names: "DNS:elsewhere.example" }, /certificate of localhost:\d+ is for another name/],
  ] as const;
  for (const [index, [values, says]] of wrong.entries()) {
    const other = await ownAuthority(world.folder, `wrong${index}`, values);
    await using front = await tlsFront(world.server.url, other);
    const VIKUNJA_URL = `https://localhost:${front.port}`;
    const env = { ...noise, VIKUNJA_URL, VIKUNJA_CA_FILE: other.caFile };
    const run = await world.run(["sync"], env);
    assert.equal(run.code, 75, run.stderr);
    assert.match(run.stderr, says);
  }
  const mended = { ...noise, VIKUNJA_URL: it.url(), VIKUNJA_CA_FILE: authority.caFile };
  const run = await world.run(["sync"], mended);
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual((await world.serverTasks()).map(({ title }) => title), ["waits"]);
});

Deno.test("R1: sync says that a server does not speak TLS", async () => {
  await using world = await createWorld();
  const plain = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const answering = (async () => {
    for await (const connection of plain) {
      await connection.read(new Uint8Array(1_024));
      await connection.write(new TextEncoder().encode("HTTP/1.1 400 Bad Request\r\n\r\n"));
      connection.close();
    }
  })();
  const VIKUNJA_URL = `https://127.0.0.1:${plain.addr.port}`;
  const run = await world.run(["sync"], { ...noise, VIKUNJA_URL });
  assert.equal(run.code, 75, run.stderr);
  assert.match(run.stderr, /does not speak TLS.*\n.*http:\/\//);
  plain.close();
  await answering;
});

Deno.test("R1: sync says what is wrong with a ca_file", async () => {
  await using it = await tlsWorld();
  const { world } = it;
  await Deno.writeTextFile(`${world.folder}/empty.pem`, "nothing\n");
  for (
    const [name, says] of [["none.pem", /Cannot read ca_file/], [
      "empty.pem",
      /no certificate/,
    ]] as const
  ) {
    const VIKUNJA_CA_FILE = `${world.folder}/${name}`;
    const run = await world.spawn(["sync"], { ...noise, VIKUNJA_URL: it.url(), VIKUNJA_CA_FILE });
    assert.equal(run.code, 2, run.stderr);
    assert.match(run.stderr, says);
  }
});

Deno.test("R1: hook and units keep VIKUNJA_CA_FILE, as a whole path", async () => {
  await using it = await tlsWorld();
  const { world, authority: { caFile } } = it;
  const env = { ...noise, VIKUNJA_URL: it.url(), VIKUNJA_CA_FILE: caFile };
  const run = await world.run(["install", "hook"], env);
  assert.equal(run.code, 0, run.stderr);
  const hook = await Deno.readTextFile(`${world.folder}/task/hooks/on-exit.vikunja-sync`);
  assert.match(hook, new RegExp(`VIKUNJA_CA_FILE='${caFile}'`));
});

Deno.test("R1: notify trusts the same authority", async () => {
  await using it = await tlsWorld();
  const { world, authority: { caFile, cert, key } } = it;
  const told: unknown[] = [];
  await using target = Deno.serve(
    { port: 0, hostname: "127.0.0.1", cert, key, onListen: () => {} },
    async (request) => {
      told.push(await request.json());
      return new Response("ok");
    },
  );
  await world.task("add", "late", "due:yesterday");
  const env = { ...noise, VIKUNJA_URL: it.url(), VIKUNJA_CA_FILE: caFile };
  await syncs(world, env);
  const config = world.env["VIKUNJA_SYNC_CONFIG"] ?? "";
  const address = `https://127.0.0.1:${target.addr.port}/hook`;
  await Deno.writeTextFile(config, `[notify]\nto = ["webhook"]\nwebhook = "${address}"\n`);
  const run = await world.run(["notify", "check"], env);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(told.length, 1);
});
