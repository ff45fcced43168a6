import assert from "node:assert/strict";
import type { Status } from "@/ports/operations.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { atPort } from "@tests/support/at_port.ts";
import { tokenWithoutAll } from "@tests/support/limited_token.ts";
import { shareInboxWith } from "@tests/support/other_user.ts";
import { strangeProject } from "@tests/support/strange_project.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type Run, type World } from "@tests/support/world.ts";

type Env = Readonly<Record<string, string>>;

async function runs(world: World, args: readonly string[], env: Env, code: number): Promise<Run> {
  const run = await world.run(args, env);
  assert.equal(run.code, code, `${args.join(" ")}: ${run.stdout}${run.stderr}`);
  return run;
}

function includes(text: string, ...parts: readonly string[]): void {
  for (const part of parts) assert.ok(text.includes(part), `${part} in: ${text}`);
}

const lacking = [
  [["tasks_labels", null], ["tasks_comments", "create"], ["tasks_relations", "create"]],
  [["projects", "create"]],
] as const;
for (const permissions of lacking) {
  const reasons = permissions.map(([group, permission]) => `«${group}: ${permission ?? ""}`);
  Deno.test(`N20: a new task waits without ${reasons.join()}, is named at each run, and goes once it is allowed`, async () => {
    await using world = await createWorld();
    await world.task("add", "First");
    await runs(world, ["sync"], {}, 0);
    const env = await tokenWithoutAll(world, permissions);
    await world.task("add", "+shop", "project:new", "depends:1", "Milk");
    await world.task("2", "annotate", "two of them");
    const reason = `lacks the permission ${reasons[0]}`;
    includes((await runs(world, ["sync"], env, 75)).stderr, reason, '"Milk"');
    await world.api("POST", "/api/v2/projects/1/tasks", { title: "From the web" });
    includes((await runs(world, ["sync"], env, 75)).stderr, reason, '"Milk"');
    includes(await world.task("list"), "From the web");
    includes((await runs(world, ["status"], {}, 75)).stdout, reason, "Milk");
    includes((await runs(world, ["retry", "list"], {}, 75)).stdout, reason, "Milk");
    await runs(world, ["sync"], {}, 0);
    const milk = (await world.serverTasks()).find(({ title }) => title === "Milk");
    includes(JSON.stringify(milk), '"shop"', "two of them");
    const related = await world.api("GET", `/api/v1/tasks/${milk?.id}`);
    includes(JSON.stringify(related["related_tasks"]), "First");
    await runs(world, ["status"], {}, 0);
  });
}

/** A task of this user's on both sides, under which somebody else said «theirs». */
async function withTheirComment(world: World) {
  const { id } = await world.api<{ id: number }>("POST", "/api/v2/projects/1/tasks", {
    title: "Milk",
  });
  const other = await shareInboxWith(world, "ann");
  await other.call("POST", `/api/v2/tasks/${id}/comments`, { comment: "<p>theirs</p>" });
  await runs(world, ["sync"], {}, 0);
  return (await world.export())[0];
}

Deno.test("N8: an edit of somebody else's comment is kept as a conflict that counts until it is picked", async () => {
  await using world = await createWorld();
  const task = await withTheirComment(world);
  const [annotation] = (task?.["annotations"] as { entry: string; description: string }[])
    .filter(({ description }) => description === "theirs");
  await world.import([{
    ...task,
    annotations: [{ ...annotation, description: "typed by me" }],
  }]);
  const run = await runs(world, ["sync"], {}, 3);
  includes(run.stderr, "comment", "conflicts pick");
  await runs(world, ["sync"], {}, 3);
  const { conflicts } = await world.json<
    { conflicts: { id: string; kept: unknown; lost: unknown }[] }
  >(["conflicts", "list"]);
  assert.deepEqual(conflicts.map(({ lost }) => lost), [{
    side: "taskwarrior",
    value: "typed by me",
  }]);
  await runs(world, ["status"], {}, 3);
  await runs(world, ["conflicts", "pick", conflicts[0]?.id ?? "", "taskwarrior"], {}, 0);
  await runs(world, ["sync"], {}, 0);
  const [there] = await world.serverTasks();
  includes(JSON.stringify(there), "theirs", "typed by me");
  const [here] = await world.export();
  includes(JSON.stringify(here), "theirs", "typed by me");
  await runs(world, ["status"], {}, 0);
});

Deno.test("N8: somebody else's comment that was removed here stays, which is said until it is let rest", async () => {
  await using world = await createWorld();
  const task = await withTheirComment(world);
  const own = { entry: "20300101T000000Z", description: "mine instead" };
  await world.import([{ ...task, annotations: [own] }]);
  await runs(world, ["sync"], {}, 3);
  await runs(world, ["sync"], {}, 3);
  const [there] = await world.serverTasks();
  includes(JSON.stringify(there), "theirs", "mine instead");
  const { conflicts } = await world.json<{ conflicts: { id: string }[] }>(["conflicts", "list"]);
  const pick = ["conflicts", "pick", conflicts[0]?.id ?? ""];
  await runs(world, [...pick, "taskwarrior"], {}, 2);
  await runs(world, [...pick, "vikunja"], {}, 0);
  await runs(world, ["sync"], {}, 0);
});

Deno.test("R13: what is edited in a project that may only be read is kept, said once a task, and goes when it may", async () => {
  await using world = await createWorld();
  const shared = await strangeProject(world, "Shared", 0);
  await shared.call("POST", `/api/v2/projects/${shared.id}/tasks`, { title: "Theirs" });
  await runs(world, ["sync"], {}, 0);
  await world.task("1", "modify", "priority:H", "+mine");
  await world.task("add", "project:Shared", "A new one");
  await world.task("add", "project:Shared.sub", "A deeper one");
  for (let time = 0; time < 2; time++) {
    world.server.resetLog();
    const run = await runs(world, ["sync"], {}, 3);
    includes(run.stderr, '"Theirs"', '"A new one"', '"A deeper one"', "Shared", "right to write");
    assert.deepEqual(world.server.log.filter(({ method }) => method !== "GET"), []);
  }
  includes((await runs(world, ["status"], {}, 3)).stdout, "left out: 3 tasks", "priority");
  includes((await runs(world, ["retry", "list"], {}, 3)).stdout, "A new one");
  await shared.allow(1);
  await runs(world, ["sync", "--full"], {}, 0);
  const titles = (await world.serverTasks()).map(({ title, priority }) => `${title} ${priority}`);
  assert.deepEqual(titles.toSorted(), ["A deeper one 0", "A new one 0", "Theirs 3"]);
  await runs(world, ["status"], {}, 0);
});

Deno.test("R13: a task of an archived project and a new one for it wait without a request, and go when it is back", async () => {
  await using world = await createWorld();
  await world.task("add", "project:Old", "Known");
  await runs(world, ["sync"], {}, 0);
  const projects = await world.api<{ items: { id: number; title: string }[] }>(
    "GET",
    "/api/v2/projects?per_page=100",
  );
  const old = projects.items.find(({ title }) => title === "Old")?.id;
  await world.api("PATCH", `/api/v2/projects/${old}`, { is_archived: true });
  await runs(world, ["sync", "--full"], {}, 0);
  await world.task("1", "modify", "Known and changed");
  await world.task("add", "project:Old", "New");
  for (let time = 0; time < 2; time++) {
    world.server.resetLog();
    const run = await runs(world, ["sync"], {}, 3);
    includes(run.stderr, '"Known and changed"', '"New"', "archived");
    assert.deepEqual(world.server.log.filter(({ method }) => method !== "GET"), []);
  }
  await world.api("PATCH", `/api/v2/projects/${old}`, { is_archived: false });
  await runs(world, ["retry", "now"], {}, 0);
  await runs(world, ["sync"], {}, 0);
  const titles = (await world.serverTasks()).map(({ title }) => title);
  assert.deepEqual(titles.toSorted(), ["Known and changed", "New"]);
});

Deno.test("P2: status tells without a daemon that the last run failed, why, since when and what waits", async () => {
  await using world = await createWorld();
  await world.task("add", "Milk");
  await runs(world, ["sync"], {}, 0);
  const away = { VIKUNJA_URL: "http://127.0.0.1:9" };
  await runs(world, ["sync"], away, 75);
  await Deno.mkdir(`${world.folder}/state/wakes`, { recursive: true });
  await Deno.writeTextFile(`${world.folder}/state/wakes/spool`, "-\n-\n");
  const { stdout } = await runs(world, ["status"], {}, 75);
  includes(stdout, "failed: Cannot", "SERVER_UNAVAILABLE", "failing     since", "2 wake-ups");
  const status = await world.json(["status"], 75);
  const failure = status["failure"] as { code: string; since: string };
  assert.equal(failure.code, "SERVER_UNAVAILABLE");
  const wrong = { VIKUNJA_TOKEN: `tk_${"0".repeat(40)}` };
  await runs(world, ["sync"], wrong, 2);
  const again = (await world.json(["status"], 75))["failure"] as typeof failure;
  assert.deepEqual([again.code, again.since], ["AUTH", failure.since]);
  const notices = (await world.json(["notify", "check"]))["notices"] as { text: string }[];
  assert.ok(notices.some(({ text }) => text.includes("AUTH")), JSON.stringify(notices));
  await runs(world, ["sync"], {}, 0);
  const after = await world.json(["status"]);
  assert.deepEqual([after["failure"], after["wakes"]], [null, null]);
});

/** As the engine records a look that it gave up. */
async function giveUp(world: World, streamId: string, look: object): Promise<void> {
  const path = `${world.folder}/state/log.db`;
  using log = openLog({ path, projections: logProjections, runtime: systemRuntime });
  const message = JSON.stringify({ type: "Look", ...look });
  const data = { message, code: "INTERNAL", reason: "RangeError" } as const;
  const expectedVersion = log.store.streamVersion(streamId);
  const events = [{ type: "MessageRejected", data } as const];
  await log.store.append([{ streamId, expectedVersion, events }]);
}

Deno.test("N16: a look that was given up is in status, retry list and the exit code until it can be worked on", async () => {
  await using world = await createWorld();
  await world.task("add", "Milk");
  await runs(world, ["sync"], {}, 0);
  const [task] = await world.export();
  await giveUp(world, task?.uuid ?? "", { readings: [{ side: "taskwarrior" }] });
  includes((await runs(world, ["sync"], {}, 3)).stderr, '"Milk"', "RangeError", "retry now");
  includes((await runs(world, ["status"], {}, 3)).stdout, "Milk", "RangeError");
  includes((await runs(world, ["retry", "list"], {}, 3)).stdout, "Milk", "RangeError");
  const [notice] = (await world.json(["notify", "check"]))["notices"] as { text: string }[];
  includes(notice?.text ?? "", "Milk", "RangeError");
  await runs(world, ["retry", "now"], {}, 0);
  await runs(world, ["status"], {}, 0);
  await runs(world, ["sync"], {}, 0);
});

Deno.test("N16: a new task of Vikunja whose first look was given up is made by retry now", async () => {
  await using world = await createWorld();
  await runs(world, ["sync"], {}, 0);
  const { id } = await world.api<{ id: number }>("POST", "/api/v2/projects/1/tasks", {
    title: "From the web",
  });
  const link = { vikunjaId: id, because: "created" };
  await giveUp(world, "0f9a2f5e-0b1c-5d2e-9f30-415263748596", {
    readings: [{ side: "vikunja" }],
    link,
  });
  await runs(world, ["status"], {}, 3);
  await runs(world, ["retry", "now"], {}, 0);
  includes(await world.task("list"), "From the web");
  await runs(world, ["sync"], {}, 0);
});

Deno.test("P2: what a daemon's rounds fail with is on the log, over the socket and without it, until one is done", async () => {
  await using world = await createWorld();
  await world.task("add", "Milk");
  const daemon = await world.serve(["--listen", "127.0.0.1:0", "--metrics"]);
  await daemon.sync();
  await world.server.stopAccepting();
  await daemon.call("POST", "/v1/wake", {});
  const failing = () => daemon.call("GET", "/v1/status") as unknown as Promise<Status>;
  await until("a round that failed", failing, ({ failure }) => failure !== null);
  includes((await runs(world, ["status"], {}, 75)).stdout, "failed: Cannot", "failing     since");
  await daemon.stop();
  includes((await runs(world, ["status"], {}, 75)).stdout, "none runs", "failed: Cannot");
  await atPort(() => world.server.restart());
  await using again = await world.serve();
  await again.sync();
  await runs(world, ["status"], {}, 0);
});
