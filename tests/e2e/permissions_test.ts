import assert from "node:assert/strict";
import { createWorld, type World } from "@tests/support/world.ts";

/** Most other tests run commands in their own process, where nothing is forbidden. */
Deno.test("every task of deno.json can do its work with the permissions that it has there", async () => {
  await using world = await createWorld();
  await world.import(["one", "two", "three"].map((description) => ({ description })));
  const file = `${world.folder}/counts.json`;
  const left = new Set(await ourTasks());
  const does = async (code: number, ...args: readonly string[]) => {
    const ended = await world.spawn(args);
    assert.equal(ended.code, code, `${args.join(" ")}\n${ended.stdout}${ended.stderr}`);
    assert.doesNotMatch(ended.stderr, /NotCapable|Requires .* access/);
    left.delete(args[0] ?? "");
    return ended.stdout;
  };
  // Nobody's service manager is asked for anything.
  await does(0, "init", "--server", world.server.url);
  await does(0, "install", "hook");
  await does(0, "install", "webhooks", "--url", "http://127.0.0.1:9/webhook");
  await does(0, "uninstall", "webhooks");
  await does(0, "uninstall", "hook");
  // From source there is nothing to install.
  await does(2, "self-install");
  await does(0, "sync");
  await does(0, "hook");
  await does(0, "doctor");
  await does(0, "status");
  await does(0, "profiles");
  await does(4, "lists", "status", "--folder", world.folder);
  await does(0, "list");
  await does(0, "show", "#1");
  await does(0, "log");
  await does(0, "history");
  await does(0, "diff");
  await does(0, "retry", "now");
  await does(0, "held");
  await does(0, "conflicts");
  await does(0, "inbox");
  await does(0, "undo", "--dry-run");
  await does(0, "redo", "--dry-run");
  await does(0, "restore", "--at", "@-1", "--dry-run");
  await does(0, "repair");
  await does(0, "backup", "create");
  await does(0, "log", "verify");
  await does(0, "claim", "#1", "--agent", "ada");
  await does(0, "renew", "#1", "--token", "1");
  await does(0, "claims");
  await does(0, "release", "#1", "--token", "1");
  await does(0, "reap");
  assert.equal(await does(0, "run", "#1", "--", "echo", "hello"), "hello\n");
  await does(0, "add", "Buy milk", "due=tomorrow");
  await does(0, "set", "#1", "priority=H");
  await does(0, "done", "#1");
  assert.equal(await does(0, "lock", "run", file, "--", "echo", "hello"), "hello\n");
  await does(0, "state", "update", file, "--merge", '{"n": 1}');
  assert.equal(await does(0, "state", "get", file, "/n"), "1\n");
  await does(0, "notify", "check");
  await does(0, "completions", "bash");
  await startsSandbox(world);
  left.delete("sandbox");
  await using _daemon = await world.serve();
  left.delete("serve");
  await does(0, "status");
  await does(0, "claims");
  await does(0, "ui", "--url");
  await does(0, "unlink", "--yes");
  assert.deepEqual([...left], []);
});

async function startsSandbox(world: World): Promise<void> {
  const data = `${world.folder}/sandbox.db`;
  const sandbox = world.start(["sandbox", "--listen", "127.0.0.1:0", "--data", data]);
  const said = sandbox.stdout.getReader();
  const { value } = await said.read();
  assert.match(new TextDecoder().decode(value), /^http:\/\/127\.0\.0\.1:\d+/);
  sandbox.kill("SIGTERM");
  await Promise.all([said.cancel(), sandbox.stderr.cancel(), sandbox.status]);
}

async function ourTasks(): Promise<readonly string[]> {
  const text = await Deno.readTextFile(new URL("../../deno.json", import.meta.url));
  const tasks: Readonly<Record<string, string>> = JSON.parse(text).tasks;
  return Object.keys(tasks).filter((name) => tasks[name]?.includes(" -P="));
}
