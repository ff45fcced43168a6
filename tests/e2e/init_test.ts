import assert from "node:assert/strict";
import { createWorld, type World } from "@tests/support/world.ts";

interface Result {
  readonly server: { readonly version: string; readonly missing: string };
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  readonly adopted: {
    readonly linked: number;
    readonly before: number;
    readonly leftOut: readonly { readonly pair: string; readonly reason: string }[];
  } | null;
}

/** A new machine: no address, no token, no configuration, no programs but `task`. */
async function newMachine(world: World) {
  const tokenFile = `${world.folder}/my-token`;
  await Deno.writeTextFile(tokenFile, `${world.server.token}\n`, { mode: 0o600 });
  await Deno.remove(world.env["VIKUNJA_SYNC_CONFIG"]!);
  await Deno.mkdir(`${world.folder}/bin`);
  const env = {
    VIKUNJA_URL: "",
    VIKUNJA_TOKEN: "",
    PATH: `${world.folder}/bin`,
    XDG_CONFIG_HOME: `${world.folder}/.config`,
  };
  return { env, tokenFile };
}

async function init(
  world: World,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  code = 0,
): Promise<Result> {
  const ended = await world.run(["init", ...args, "--json"], env);
  assert.equal(ended.code, code, ended.stdout + ended.stderr);
  return JSON.parse(ended.stdout);
}

Deno.test("init writes a configuration that works, and nothing the second time", async () => {
  await using world = await createWorld();
  const { env, tokenFile } = await newMachine(world);
  const config = world.env["VIKUNJA_SYNC_CONFIG"]!;
  const args = ["--yes", "--server", `${world.server.url}/api/v1/`, "--token-file", tokenFile];
  const first = await init(world, args, env);
  assert.deepEqual(first.written, [config]);
  assert.equal(first.server.missing, "");
  const text = await Deno.readTextFile(config);
  assert.ok(text.includes(`url = "${world.server.url}"\n`), text);
  assert.ok(!text.includes(world.server.token));
  const again = await init(world, args, env);
  assert.deepEqual([again.written, again.unchanged], [[], [config]]);
  assert.equal(await Deno.readTextFile(config), text);
  await world.task("add", "Buy milk");
  assert.equal((await world.run(["sync"], env)).code, 0);
  assert.equal((await world.serverTasks())[0]?.title, "Buy milk");
});

Deno.test("init keeps a token of the environment in a file for its owner alone", async () => {
  await using world = await createWorld();
  const { env } = await newMachine(world);
  const given = { ...env, VIKUNJA_TOKEN: world.server.token };
  const { written } = await init(world, ["--yes", "--server", world.server.url], given);
  const token = written.find((path) => path.endsWith("/token"))!;
  assert.equal(await Deno.readTextFile(token), `${world.server.token}\n`);
  assert.equal((await Deno.stat(token)).mode! & 0o777, 0o600);
  const { unchanged } = await init(world, ["--yes"], env);
  assert.equal(unchanged.length, 1);
});

Deno.test("init keeps the token file that the environment names, and makes no second one", async () => {
  await using world = await createWorld();
  const { env, tokenFile } = await newMachine(world);
  const config = world.env["VIKUNJA_SYNC_CONFIG"]!;
  const given = { ...env, VIKUNJA_TOKEN_FILE: tokenFile };
  const { written } = await init(world, ["--yes", "--server", world.server.url], given);
  assert.deepEqual(written, [config]);
  const text = await Deno.readTextFile(config);
  assert.ok(text.includes(`token_file = "${tokenFile}"\n`), text);
  assert.equal((await world.run(["sync"], env)).code, 0);
  const other = `${world.folder}/other-token`;
  await Deno.copyFile(tokenFile, other);
  const again = await init(world, ["--yes"], { ...env, VIKUNJA_TOKEN_FILE: other });
  assert.deepEqual([again.written, await Deno.readTextFile(config)], [[], text]);
});

Deno.test("T8 init names every permission that the token lacks and writes nothing", async () => {
  await using world = await createWorld();
  const { env, tokenFile } = await newMachine(world);
  const limited = await tokenWith(world, { tasks: ["read_all"], projects: ["read_all"] });
  await Deno.writeTextFile(tokenFile, limited);
  const args = ["init", "--yes", "--server", world.server.url, "--token-file", tokenFile];
  const { code, stderr } = await world.run(args, env);
  assert.equal(code, 2);
  assert.match(
    stderr,
    /lacks the permission projects: create; tasks: read_one, create, create_bulk/,
  );
  assert.match(stderr, /tasks_relations: create, delete/);
  assert.doesNotMatch(stderr, /tasks: read_all/);
  assert.deepEqual(
    await Array.fromAsync(Deno.readDir(`${world.folder}/.config`)).catch(() => []),
    [],
  );
  await assert.rejects(Deno.stat(world.env["VIKUNJA_SYNC_CONFIG"]!), Deno.errors.NotFound);
  assert.equal((await world.serverTasks()).length, 0);
});

Deno.test("init says what is missing where nobody is there to ask", async () => {
  await using world = await createWorld();
  const { env } = await newMachine(world);
  const bare = await world.run(["init"], env);
  assert.equal(bare.code, 2);
  assert.match(bare.stderr, /--server is missing/);
  const half = await world.run(["init", "--server", world.server.url], env);
  assert.equal(half.code, 2);
  assert.match(half.stderr, /tasks: read_all, read_one, create[^]*--token-file/);
});

Deno.test("init --adopt links the pairs of a file, and nothing the second time", async () => {
  await using world = await createWorld();
  await world.task("add", "Other words here");
  const [ours] = await world.export();
  const made = await world.api<{ id: number }>("PUT", "/api/v1/projects/1/tasks", {
    title: "Than there",
  });
  const file = `${world.folder}/pairs`;
  await Deno.writeTextFile(file, JSON.stringify({ [ours!.uuid]: made.id }));
  const env = { PATH: `${world.folder}/none` };
  const first = await init(world, ["--yes", "--adopt", file], env);
  assert.deepEqual(first.adopted, { linked: 1, before: 0, leftOut: [] });
  const second = await init(world, ["--yes", "--adopt", file], env);
  assert.deepEqual(second.adopted, { linked: 0, before: 1, leftOut: [] });
  assert.ok([0, 3].includes((await world.run(["sync"])).code));
  assert.equal((await world.serverTasks()).length, 1);
  assert.equal((await world.export()).length, 1);
  const log = await world.run(["log", `#${made.id}`]);
  assert.match(log.stdout, /linked with #\d+ \(adopted\)/);
});

Deno.test("init --adopt guesses nothing: what is not there or named twice is left out and said", async () => {
  await using world = await createWorld();
  const made = await world.api<{ id: number }>("PUT", "/api/v1/projects/1/tasks", {
    title: "Milk",
  });
  await world.task("add", "One");
  await world.task("add", "Two");
  await world.task("add", "Three");
  const [one, two, three] = (await world.export()).map(({ uuid }) => uuid);
  const nobody = crypto.randomUUID();
  const pairs = [[one, made.id], [two, made.id], [three, 4711], [nobody, 99]];
  const file = `${world.folder}/pairs.json`;
  await Deno.writeTextFile(file, JSON.stringify(pairs));
  const env = { PATH: `${world.folder}/none` };
  const { adopted } = await init(world, ["--yes", "--adopt", file], env, 3);
  assert.equal(adopted?.linked, 0);
  assert.deepEqual(adopted?.leftOut.map(({ reason }) => reason), [
    "named more than once: say which one is meant",
    "named more than once: say which one is meant",
    "Taskwarrior has no such task",
    "Vikunja has no such task",
  ]);
});

async function tokenWith(
  { server }: World,
  permissions: Readonly<Record<string, readonly string[]>>,
): Promise<string> {
  const send = async (path: string, method: string, body: object, authorization = "") => {
    const headers = { authorization, "content-type": "application/json" };
    const answer = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) });
    return await answer.json() as { readonly token: string };
  };
  const { username, password } = server;
  const login = await send("/api/v1/login", "POST", { username, password });
  const body = { title: "limited", permissions, expires_at: "2099-01-01T00:00:00Z" };
  return (await send("/api/v1/tokens", "PUT", body, `Bearer ${login.token}`)).token;
}
