import assert from "node:assert/strict";
import { coverNewProjects, createInstallation } from "@/app/setup/installation.ts";
import { nothingAsked, type SelectionConfig } from "@/config/selection_config.ts";
import { type SetupWorld, setupWorld, stateDir } from "@tests/support/setup_world.ts";

const { signal } = new AbortController();
const url = "https://hooks.example/webhook";

interface Hook {
  readonly id: number;
  readonly target_url: string;
}

const install = ({ deps, time }: SetupWorld, to: string | null = url) =>
  time.run(createInstallation(deps).webhooks(to, signal));

const uninstall = ({ deps, time }: SetupWorld) =>
  time.run(createInstallation(deps).removeWebhooks(signal));

function project({ server }: SetupWorld, title: string, parent = 0): number {
  return server.call<{ readonly id: number }>("PUT", "/api/v1/projects", {
    title,
    parent_project_id: parent,
  }).body.id;
}

function hooksOf({ server }: SetupWorld, id: number): readonly Hook[] {
  return server.call<readonly Hook[]>("GET", `/api/v1/projects/${id}/webhooks`).body;
}

Deno.test("install webhooks sets up one on each project that has none above it", async () => {
  const world = await setupWorld();
  const work = project(world, "Work");
  const garden = project(world, "Garden", work);
  const beds = project(world, "Beds", garden);
  const report = await install(world);
  assert.deepEqual(report.created, ["Inbox", "Work"]);
  assert.equal(report.covered, 2);
  assert.deepEqual(hooksOf(world, work).map((hook) => hook.target_url), [url]);
  assert.deepEqual([hooksOf(world, garden), hooksOf(world, beds)], [[], []]);
});

Deno.test("install webhooks leaves projects alone that are not selected, and takes away what was there before", async () => {
  const world = await setupWorld();
  const work = project(world, "Work");
  const garden = project(world, "Garden", work);
  const alone = project(world, "Private");
  await install(world);
  const selecting = (selection: Partial<SelectionConfig>): SetupWorld => {
    const config = { ...world.deps.config, selection: { ...nothingAsked, ...selection } };
    return { ...world, deps: { ...world.deps, config } };
  };
  const hooked = () => [work, garden, alone].map((id) => hooksOf(world, id).length);
  assert.deepEqual(hooked(), [1, 0, 1]);
  const without = await install(selecting({ excludeProjects: ["Private"] }));
  assert.deepEqual([without.kept, without.removed], [["Inbox", "Work"], ["Private"]]);
  assert.deepEqual(hooked(), [1, 0, 0]);
  // Of a project whose upper one is left out there is one by itself.
  const only = await install(selecting({ projects: ["Work.Garden"] }));
  assert.deepEqual([only.created, only.removed], [["Garden"], ["Inbox", "Work"]]);
  assert.deepEqual([hooked(), only.covered], [[0, 1, 0], 0]);
  const { deps, time } = selecting({ excludeProjects: ["Work.G*"] });
  assert.deepEqual(
    (await time.run(coverNewProjects(deps, signal)))?.created,
    ["Inbox", "Work", "Private"],
  );
  assert.deepEqual(hooked(), [1, 0, 1]);
});

Deno.test("install webhooks leaves out an archived project, where nothing can change", async () => {
  const world = await setupWorld();
  const work = project(world, "Work");
  world.server.call("POST", `/api/v1/projects/${work}`, { title: "Work", is_archived: true });
  assert.deepEqual((await install(world)).created, ["Inbox"]);
});

Deno.test("install webhooks changes nothing when run again, and covers new projects", async () => {
  const world = await setupWorld();
  const work = project(world, "Work");
  await install(world);
  const [before] = hooksOf(world, work);
  const again = await install(world);
  assert.deepEqual([again.created, again.kept, again.removed], [[], ["Inbox", "Work"], []]);
  project(world, "Home");
  const more = await install(world);
  assert.deepEqual([more.created, more.kept], [["Home"], ["Inbox", "Work"]]);
  assert.equal(hooksOf(world, work)[0]?.id, before?.id);
});

Deno.test("install webhooks sets one up anew that somebody took away on the server", async () => {
  const world = await setupWorld();
  const work = project(world, "Work");
  await install(world);
  const [hook] = hooksOf(world, work);
  world.server.call("DELETE", `/api/v1/projects/${work}/webhooks/${hook?.id}`);
  const again = await install(world);
  assert.deepEqual([again.created, again.kept], [["Work"], ["Inbox"]]);
});

Deno.test("install webhooks takes the one off a project that was put below another", async () => {
  const world = await setupWorld();
  const work = project(world, "Work");
  const garden = project(world, "Garden");
  await install(world);
  const moved = { title: "Garden", parent_project_id: work };
  world.server.call("POST", `/api/v1/projects/${garden}`, moved);
  assert.deepEqual((await install(world)).removed, ["Garden"]);
  assert.deepEqual(hooksOf(world, garden), []);
});

Deno.test("install webhooks sets them up anew for another address, secret or authentication", async () => {
  const world = await setupWorld();
  const work = project(world, "Work");
  await install(world);
  const other = await install(world, "https://other.example/webhook");
  assert.deepEqual([other.created.length, other.removed.length], [2, 2]);
  const store = { ...world.deps.webhookStore, secret: () => Promise.resolve("another") };
  const signed = { ...world, deps: { ...world.deps, webhookStore: store } };
  const secret = await install(signed, "https://other.example/webhook");
  assert.deepEqual([secret.created.length, secret.removed.length], [2, 2]);
  const config = { ...world.deps.config, webhookAuth: "ada:secret" };
  const shown = { ...signed, deps: { ...signed.deps, config } };
  const auth = await install(shown, "https://other.example/webhook");
  assert.deepEqual([auth.created.length, auth.removed.length], [2, 2]);
  assert.equal(hooksOf(world, work).length, 1);
});

Deno.test("uninstall webhooks leaves nothing of ours and all of others", async () => {
  const world = await setupWorld();
  const work = project(world, "Work");
  const foreign = { target_url: "https://hooks.example/other", events: ["task.created"] };
  world.server.call("PUT", `/api/v1/projects/${work}/webhooks`, foreign);
  await install(world);
  assert.deepEqual((await uninstall(world)).removed, ["Inbox", "Work"]);
  assert.deepEqual(hooksOf(world, work).map((hook) => hook.target_url), [foreign.target_url]);
  const { webhookStore } = world.deps;
  assert.deepEqual([await webhookStore.record(), await webhookStore.knownSecret()], [null, null]);
  assert.deepEqual((await uninstall(world)).removed, []);
});

Deno.test("install webhooks asks the daemon where it listens, and says what to do without one", async () => {
  const world = await setupWorld();
  await assert.rejects(install(world, null), { code: "CONFIG", message: /no daemon runs/ });
  const info = { version: "1.2.3", pid: 1, stateDir, listen: "http://127.0.0.1:8765" };
  world.daemon = { info, ask: () => Promise.reject(new Error("nobody asks")) };
  const report = await install(world, null);
  assert.equal(report.url, "http://127.0.0.1:8765/webhook");
  assert.match(report.notes.join(), /is this machine only, and Vikunja is at https:\/\/v\.example/);
});

Deno.test("coverNewProjects() hooks what has come since, and nothing where that was never asked for", async () => {
  const world = await setupWorld();
  const cover = () => world.time.run(coverNewProjects(world.deps, signal));
  project(world, "Work");
  assert.equal(await cover(), null);
  await install(world);
  const garden = project(world, "Garden");
  assert.deepEqual((await cover())?.created, ["Garden"]);
  assert.deepEqual(hooksOf(world, garden).map((hook) => hook.target_url), [url]);
  assert.deepEqual((await cover())?.created, []);
});
