import assert from "node:assert/strict";
import {
  assertPassesChangeNothing,
  configure,
  delivered,
  patientWorld,
  serverConfirmations,
} from "@tests/support/at_once.ts";
import { diagnose } from "@tests/support/diagnosis.ts";
import { holdDeliveries } from "@tests/support/held_deliveries.ts";
import { assertStaysQuiet, lines, localTask, serverWrites } from "@tests/support/quiet.ts";
import { tokenWithout } from "@tests/support/limited_token.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type World, type WorldOptions } from "@tests/support/world.ts";

interface Claim {
  readonly token: number;
}

interface Summary {
  readonly failed: number;
  readonly pending: number;
  readonly warnings: readonly string[];
}

async function claimWorld(options: WorldOptions = {}): Promise<World & { readonly uuid: string }> {
  const world = await createWorld(options);
  await mirror(world, "assignee");
  await world.import([{ description: "one", status: "pending" }]);
  await world.json(["sync"]);
  return Object.assign(world, { uuid: (await world.export())[0]?.uuid ?? "" });
}

async function mirror(world: World, how: string): Promise<void> {
  await Deno.writeTextFile(
    world.env["VIKUNJA_SYNC_CONFIG"] ?? "",
    `[claims]\nmirror = "${how}"\n`,
  );
}

async function claim(world: World, task: string): Promise<string> {
  return String((await world.json<Claim>(["claim", task])).token);
}

/** Tags and UDA in Taskwarrior, assignees and labels in Vikunja. */
async function shown(world: World): Promise<readonly unknown[]> {
  const [local] = await world.export("status.not:deleted");
  const [remote] = await world.serverTasks();
  const names = (value: unknown, name: string) =>
    (value as readonly Record<string, unknown>[] | null ?? []).map((one) => one[name]);
  return [
    local?.["tags"] ?? [],
    local?.["assignees"] ?? "",
    names(remote?.["assignees"], "username"),
    names(remote?.["labels"], "title"),
  ];
}

async function synced(world: World): Promise<readonly unknown[]> {
  await world.json(["sync"]);
  return await shown(world);
}

const claimed = [["claimed"], "demo", ["demo"], []];
const free = [[], "", [], []];

for (const line of lines) {
  Deno.test(`claims.mirror = "assignee" shows a claim on both sides, and it goes with it (Taskwarrior ${line})`, async () => {
    await using world = await claimWorld({ line });
    const token = await claim(world, world.uuid);
    assert.deepEqual(await synced(world), claimed);
    await assertStaysQuiet(world);
    await world.json(["renew", world.uuid, "--token", token, "--for", "2h"]);
    await assertStaysQuiet(world);
    await world.json(["release", world.uuid, "--token", token]);
    assert.deepEqual(await synced(world), free);
    await assertStaysQuiet(world);
  });

  Deno.test(`the assignee of a claim goes when the task is done (Taskwarrior ${line})`, async () => {
    await using world = await claimWorld({ line });
    await claim(world, world.uuid);
    assert.deepEqual(await synced(world), claimed);
    await world.task(world.uuid, "done");
    assert.deepEqual(await synced(world), free);
    assert.equal((await world.serverTasks())[0]?.done, true);
    await assertStaysQuiet(world);
  });
}

/** Assigns the token's own account by hand, or takes it away. */
async function byHand(world: World, method: "PUT" | "DELETE"): Promise<void> {
  const { id } = await world.api<{ id: number }>("GET", "/api/v1/user");
  const path = `/api/v1/tasks/${(await world.serverTasks())[0]?.id}/assignees`;
  if (method === "PUT") await world.api("PUT", path, { user_id: id });
  else await world.api("DELETE", `${path}/${id}`);
}

Deno.test("an assignee that was there before a claim stays when it goes", async () => {
  await using world = await claimWorld();
  await byHand(world, "PUT");
  await world.json(["sync"]);
  const token = await claim(world, world.uuid);
  assert.deepEqual(await synced(world), claimed);
  await world.json(["release", world.uuid, "--token", token]);
  assert.deepEqual(await synced(world), [[], "demo", ["demo"], []]);
  await assertStaysQuiet(world);
});

Deno.test("an assignee that somebody takes away is not added again for the same claim", async () => {
  await using world = await claimWorld();
  const first = await claim(world, world.uuid);
  await world.json(["sync"]);
  await byHand(world, "DELETE");
  assert.deepEqual(await synced(world), [["claimed"], "", [], []]);
  await assertStaysQuiet(world);
  await world.json(["release", world.uuid, "--token", first]);
  assert.deepEqual(await synced(world), free);
  await claim(world, world.uuid);
  assert.deepEqual(await synced(world), claimed);
});

Deno.test("an assignee that somebody takes away and puts back is theirs", async () => {
  await using world = await claimWorld();
  const token = await claim(world, world.uuid);
  await world.json(["sync"]);
  for (const method of ["DELETE", "PUT"] as const) {
    await byHand(world, method);
    await world.json(["sync"]);
  }
  await world.json(["release", world.uuid, "--token", token]);
  assert.deepEqual(await synced(world), [[], "demo", ["demo"], []]);
});

Deno.test("the assignee of a claim that is over goes, and stays where the next one shows", async () => {
  await using world = await claimWorld();
  const first = await claim(world, world.uuid);
  await world.json(["sync"]);
  await world.json(["release", world.uuid, "--token", first]);
  const second = await claim(world, world.uuid);
  world.server.resetLog();
  assert.deepEqual(await synced(world), claimed);
  assert.deepEqual(serverWrites(world), []);
  await world.json(["release", world.uuid, "--token", second]);
  await world.json(["claim", world.uuid, "--for", "1s"]);
  await until("the claim shows no more", async () => {
    await world.json(["reap"]);
    return JSON.stringify(await synced(world)) === JSON.stringify(free);
  });
});

Deno.test("a claim that showed as an assignee shows as configured since", async () => {
  await using world = await claimWorld();
  const token = await claim(world, world.uuid);
  await world.json(["sync"]);
  await mirror(world, "label");
  assert.deepEqual(await synced(world), [["claimed"], "", [], ["claimed"]]);
  await mirror(world, "assignee");
  assert.deepEqual(await synced(world), [["claimed"], "demo", ["demo"], ["claimed"]]);
  await world.json(["release", world.uuid, "--token", token]);
  assert.deepEqual(await synced(world), free);
  await claim(world, world.uuid);
  await world.json(["sync"]);
  await mirror(world, "none");
  assert.deepEqual(await synced(world), free);
});

Deno.test("the tag of a claim is no edit: a task deleted in Vikunja goes from both sides", async () => {
  await using world = await claimWorld();
  await claim(world, world.uuid);
  await world.json(["sync"]);
  await world.api("DELETE", `/api/v1/tasks/${(await world.serverTasks())[0]?.id}`);
  await world.json(["sync", "--allow-mass-delete"]);
  assert.deepEqual(await world.serverTasks(), []);
  assert.deepEqual(await world.export("status.not:deleted"), []);
  await assertStaysQuiet(world);
});

Deno.test("the next date of a repeating task has no assignee of the claim of the last one", async () => {
  await using world = await claimWorld();
  const path = `/api/v1/tasks/${(await world.serverTasks())[0]?.id}`;
  await world.api("POST", path, {
    title: "one",
    due_date: "2026-01-05T10:00:00Z",
    repeat_after: 86_400,
  });
  await world.json(["sync"]);
  await claim(world, world.uuid);
  assert.deepEqual((await synced(world)).slice(0, 3), [["claimed"], "demo", ["demo"]]);
  await world.task(world.uuid, "done");
  await world.json(["sync"]);
  const [remote] = await world.serverTasks();
  assert.deepEqual([remote?.done, remote?.["assignees"]], [false, null]);
  for (const { tags, assignees, status } of await world.export()) {
    assert.deepEqual([tags, assignees], [undefined, undefined], status);
  }
  await assertStaysQuiet(world);
});

Deno.test("a token that may not assign: sync says which permission lacks, and all else goes on", async () => {
  await using world = await claimWorld();
  const limited = await tokenWithout(world, "none");
  const held = await claim(world, world.uuid);
  await world.task("add", "another");
  const { code, stdout, stderr } = await world.run(["sync", "--json"], limited);
  assert.equal(code, 3, stderr);
  const { failed, pending, warnings } = JSON.parse(stdout) as Summary;
  assert.deepEqual([failed, pending], [1, 0]);
  assert.match(warnings.join("\n") + stderr, /lacks the permission «tasks_assignees: create»/);
  assert.deepEqual(await shown(world), [["claimed"], "", [], []]);
  assert.equal((await world.serverTasks()).length, 2);
  await localTask(world, "another");
  await world.json(["release", world.uuid, "--token", held]);
  assert.deepEqual(await synced(world), free);
});

Deno.test("doctor notes that a token may not assign where claims are to show so, and only there", async () => {
  await using world = await claimWorld();
  await Deno.chmod(`${world.folder}/state`, 0o700);
  const limited = await tokenWithout(world, "none");
  const says = async () =>
    (await diagnose(world, limited)).findings.filter(({ check }) => check === "token")
      .map(({ state, says }) => `${state}: ${says}`).join("\n");
  assert.match(await says(), /note: .*tasks_assignees: create, delete, needed to show claims/);
  await mirror(world, "label");
  assert.doesNotMatch(await says(), /tasks_assignees/);
});

Deno.test("serve shows a claim at once, and does not look at the echo of it", async () => {
  // An assignment answers no stamp, so it is known by the answer's date: no second must end in between.
  const begun = new Date();
  await using world = await patientWorld({ sandbox: { now: () => begun } });
  await configure(world, 'poll_every = "1h"', "[claims]", 'mirror = "assignee"');
  await world.task("add", "one");
  await world.json(["sync"]);
  const daemon = await world.serve();
  await using deliveries = await holdDeliveries(`${daemon.url}/webhook`);
  await world.json(["install", "webhooks", "--url", deliveries.url]);
  const uuid = (await world.export())[0]?.uuid ?? "";
  /** An echo is known as one when the write that made it is confirmed. */
  const heard = async (count: number) => {
    await until("its confirmation", () => serverConfirmations(world), (made) => made > count);
    deliveries.letGo();
    await delivered(daemon, count);
    deliveries.hold();
  };
  const looks = () =>
    world.server.log.filter(({ method, path }) =>
      method === "GET" && /\/tasks\/\d+(\?|$)/.test(path)
    ).length;
  world.server.resetLog();
  const token = await claim(world, uuid);
  const isShown = (wanted: readonly unknown[]) => async () =>
    JSON.stringify(await shown(world)) === JSON.stringify(wanted);
  await until("the claim shows", isShown(claimed));
  await heard(1);
  assert.equal(looks(), 1, "the one before the write");
  await world.json(["release", uuid, "--token", token]);
  await until("the claim shows no more", isShown(free));
  await heard(2);
  deliveries.letGo();
  assert.equal(looks(), 2);
  await assertPassesChangeNothing(world, daemon);
});
