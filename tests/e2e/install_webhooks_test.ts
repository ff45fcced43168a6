import assert from "node:assert/strict";
import { served } from "@tests/support/serve.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const url = "http://127.0.0.1:9/webhook";

interface Hook {
  readonly id: number;
  readonly target_url: string;
  readonly events: readonly string[];
}

interface Report {
  readonly url: string | null;
  readonly created: readonly string[];
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  readonly covered: number;
}

const project = async (world: World, title: string, parent = 0) =>
  (await world.api<{ id: number }>("PUT", "/api/v1/projects", {
    title,
    parent_project_id: parent,
  })).id;
const hooksOf = (world: World, id: number) =>
  world.api<readonly Hook[]>("GET", `/api/v1/projects/${id}/webhooks`);
const install = (world: World, ...more: string[]) =>
  world.json<Report>(["install", "webhooks", "--url", url, ...more]);

Deno.test("install webhooks sets up one on each project that has none above it", async () => {
  await using world = await createWorld();
  const work = await project(world, "Work");
  const garden = await project(world, "Garden", work);
  const beds = await project(world, "Beds", garden);
  const report = await install(world);
  assert.deepEqual(report.created, ["Inbox", "Work"]);
  assert.equal(report.covered, 2);
  assert.deepEqual((await hooksOf(world, work)).map((hook) => hook.target_url), [url]);
  assert.deepEqual(await hooksOf(world, garden), []);
  assert.deepEqual(await hooksOf(world, beds), []);
});

Deno.test("install webhooks keeps the secret where only its owner can read it", async () => {
  await using world = await createWorld();
  await install(world);
  const path = `${world.folder}/state/webhook-secret`;
  assert.match(await Deno.readTextFile(path), /^[0-9a-f]{64}\n$/);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  assert.equal((await Deno.stat(`${world.folder}/state/webhooks.json`)).mode! & 0o777, 0o600);
});

Deno.test("install webhooks changes nothing when run again, and covers new projects", async () => {
  await using world = await createWorld();
  const work = await project(world, "Work");
  await install(world);
  const [before] = await hooksOf(world, work);
  const again = await install(world);
  assert.deepEqual([again.created, again.kept, again.removed], [[], ["Inbox", "Work"], []]);
  await project(world, "Home");
  const more = await install(world);
  assert.deepEqual([more.created, more.kept], [["Home"], ["Inbox", "Work"]]);
  assert.equal((await hooksOf(world, work))[0]?.id, before?.id);
});

Deno.test("install webhooks takes the one off a project that was put below another", async () => {
  await using world = await createWorld();
  const work = await project(world, "Work");
  const garden = await project(world, "Garden");
  await install(world);
  await world.api("POST", `/api/v1/projects/${garden}`, {
    title: "Garden",
    parent_project_id: work,
  });
  assert.deepEqual((await install(world)).removed, ["Garden"]);
  assert.deepEqual(await hooksOf(world, garden), []);
});

Deno.test("install webhooks sets them up anew for another address or secret", async () => {
  await using world = await createWorld();
  const work = await project(world, "Work");
  await install(world);
  const other = await install(world, "--url", "http://127.0.0.1:10/webhook");
  assert.deepEqual([other.created.length, other.removed.length], [2, 2]);
  await Deno.remove(`${world.folder}/state/webhook-secret`);
  const secret = await install(world, "--url", "http://127.0.0.1:10/webhook");
  assert.deepEqual([secret.created.length, secret.removed.length], [2, 2]);
  assert.equal((await hooksOf(world, work)).length, 1);
});

Deno.test("uninstall webhooks leaves nothing of ours and all of others", async () => {
  await using world = await createWorld();
  const work = await project(world, "Work");
  await world.api("PUT", `/api/v1/projects/${work}/webhooks`, {
    target_url: "http://127.0.0.1:9/other",
    events: ["task.created"],
  });
  await install(world);
  const report = await world.json<Report>(["uninstall", "webhooks"]);
  assert.deepEqual(report.removed, ["Inbox", "Work"]);
  assert.deepEqual((await hooksOf(world, work)).map((hook) => hook.target_url), [
    "http://127.0.0.1:9/other",
  ]);
  assert.deepEqual([...Deno.readDirSync(`${world.folder}/state`)].map(({ name }) => name), []);
  const again = await world.json<Report>(["uninstall", "webhooks"]);
  assert.deepEqual(again.removed, []);
});

Deno.test("install webhooks asks the daemon where it listens, and one change comes once", async () => {
  await using world = await createWorld();
  const work = await project(world, "Work");
  const garden = await project(world, "Garden", work);
  await using daemon = await served(world.start(["serve", "--listen", "127.0.0.1:0"]));
  const report = await world.json<Report>(["install", "webhooks"]);
  assert.equal(report.url, `${daemon.url}/webhook`.replace("/webhook/webhook", "/webhook"));
  await world.api("PUT", `/api/v1/projects/${garden}/tasks`, { title: "Weed" });
  await until("the task is in Taskwarrior", async () => (await world.export("Weed")).length === 1);
  await until("the delivery is counted", async () => (await daemon.daemon()).webhooks.accepted > 0);
  assert.equal((await daemon.daemon()).webhooks.accepted, 1);
});

Deno.test("serve sets up a webhook on a project that came later, with its first task", async () => {
  await using world = await createWorld();
  const env = { XDG_RUNTIME_DIR: "" };
  await Deno.writeTextFile(world.env["VIKUNJA_SYNC_CONFIG"]!, 'poll_every = "1s"\n');
  await using _daemon = await served(world.start(["serve", "--listen", "127.0.0.1:0"], env));
  const { code, stderr } = await world.run(["install", "webhooks"], env);
  assert.equal(code, 0, stderr);
  const garden = await project(world, "Garden");
  await world.api("PUT", `/api/v1/projects/${garden}/tasks`, { title: "Weed" });
  await until("Garden has a webhook", async () => (await hooksOf(world, garden)).length === 1);
  const again = await world.run(["install", "webhooks", "--json"], env);
  assert.deepEqual(JSON.parse(again.stdout).created, []);
});

Deno.test("install webhooks says what to do where no daemon runs", async () => {
  await using world = await createWorld();
  const { code, stderr } = await world.run(["install", "webhooks"], { XDG_RUNTIME_DIR: "" });
  assert.equal(code, 2);
  assert.match(stderr, /no daemon runs[^]*--url/);
});
