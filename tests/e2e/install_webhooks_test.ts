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

Deno.test("install webhooks keeps the secret where only its owner can read it", async () => {
  await using world = await createWorld();
  await install(world);
  const path = `${world.folder}/state/webhook-secret`;
  assert.match(await Deno.readTextFile(path), /^[0-9a-f]{64}\n$/);
  assert.equal((await Deno.stat(path)).mode! & 0o777, 0o600);
  assert.equal((await Deno.stat(`${world.folder}/state/webhooks.json`)).mode! & 0o777, 0o600);
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
