import assert from "node:assert/strict";
import {
  assertPassesChangeNothing,
  delivered,
  hookedDaemon,
  idOf,
  localWrites,
  patientWorld,
  sendDelivery,
  untilEqual,
} from "@tests/support/at_once.ts";
import { edit, lines, localTask, serverTask, serverWrites } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";
import type { World } from "@tests/support/world.ts";

type Check = (world: World) => Promise<boolean>;
type Edit = (world: World) => Promise<unknown>;

/** An edit there, and how to see that it has come here; `deliveries`: how many the server sends of it. */
const fromVikunja: readonly (readonly [Edit, Check, deliveries: number])[] = [
  [
    (world) => edit(world, "Buy seeds", { priority: 3 }),
    async (world) => (await localTask(world, "Buy seeds"))["priority"] === "H",
    1,
  ],
  [
    async (world) =>
      await world.api("POST", `/api/v2/tasks/${await idOf(world, "Buy seeds")}/comments`, {
        comment: "<p>the tall ones</p>",
      }),
    async (world) => JSON.stringify(await localTask(world, "Buy seeds")).includes("the tall ones"),
    1,
  ],
  [
    (world) => edit(world, "Buy seeds", { done: true }),
    async (world) => (await localTask(world, "Buy seeds")).status === "completed",
    1,
  ],
];

const fromTaskwarrior: readonly (readonly [Edit, Check])[] = [
  [
    (world) => world.task("+one", "modify", "due:2027-03-01"),
    async (world) => String((await serverTask(world, "Buy seeds"))["due_date"]).startsWith("2027"),
  ],
  [
    (world) => world.task("+one", "modify", "+two"),
    async (world) =>
      JSON.stringify((await serverTask(world, "Buy seeds"))["labels"]).includes("two"),
  ],
  [
    (world) => world.task("+one", "annotate", "a remark"),
    async (world) =>
      JSON.stringify((await serverTask(world, "Buy seeds"))["comments"]).includes("a remark"),
  ],
];

for (const line of lines) {
  Deno.test(`T16 serve carries each edit over at once: one write, no echo (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    await world.task("add", "project:garden", "+one", "Buy seeds");
    await world.api("POST", "/api/v2/labels", { title: "two" });
    await world.json(["sync"]);
    const daemon = await hookedDaemon(world);
    for (const [index, [make, isThere]] of fromTaskwarrior.entries()) {
      world.server.resetLog();
      await make(world);
      await until(`edit ${index} in Vikunja`, () => isThere(world));
      await daemon.sync();
      assert.equal(serverWrites(world).length, 1, serverWrites(world).join("\n"));
      await assertPassesChangeNothing(world, daemon, false);
    }
    assert.equal(await localWrites(world), 1, "the link of the first sync");
    let { accepted } = (await daemon.daemon()).webhooks;
    for (const [index, [make, isHere, deliveries]] of fromVikunja.entries()) {
      world.server.resetLog();
      await make(world);
      await until(`edit ${index} in Taskwarrior`, () => isHere(world));
      await delivered(daemon, accepted += deliveries);
      assert.equal(serverWrites(world).length, 1, "the edit itself");
    }
    assert.equal(await localWrites(world), 1 + fromVikunja.length);
    await assertPassesChangeNothing(world, daemon);
    await untilEqual(world, 1);
  });

  Deno.test(`serve makes on each side what is added to the other, and deletes what is deleted (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    for (let n = 0; n < 6; n++) await world.task("add", `bystander ${n}`);
    const daemon = await hookedDaemon(world);
    await world.task("add", "+shop", "made here");
    await world.api("PUT", "/api/v1/projects/1/tasks", { title: "made there" });
    await untilEqual(world, 8);
    await world.task("made here", "delete");
    await world.api("DELETE", `/api/v2/tasks/${await idOf(world, "made there")}`);
    await untilEqual(world, 6);
    await assertPassesChangeNothing(world, daemon);
  });

  Deno.test(`T5 deliveries three times, shuffled, with the newest content in the oldest, make one write (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    await world.task("add", "Buy seeds");
    await world.json(["sync"]);
    const daemon = await world.serve();
    // Makes the secret: no webhook is set up, so that all that arrives is what is sent here.
    assert.equal(await sendUnsigned(daemon.url), 403);
    const before = await localWrites(world);
    const bodies: Readonly<Record<string, unknown>>[] = [];
    for (let n = 1; n <= 4; n++) {
      await edit(world, "Buy seeds", { priority: n, title: n === 4 ? "Buy bulbs" : "Buy seeds" });
      bodies.unshift(await world.api("GET", `/api/v1/tasks/${await lastId(world)}`));
    }
    const events = ["task.created", ...Array(3).fill("task.updated")];
    const deliveries = events.flatMap((event, index) => Array(3).fill([event, bodies[index]]));
    const shuffled = deliveries.map((one, index) => [(index * 7) % 12, one] as const)
      .sort(([a], [b]) => a - b).map(([, one]) => one);
    const statuses = await Promise.all(
      shuffled.map(([event, task]) => sendDelivery(world, daemon, event, { task })),
    );
    assert.deepEqual(statuses, Array(12).fill(200));
    await until(
      "the final state",
      async () => (await localTask(world, "Buy bulbs"))["priority"] === "H",
    );
    await delivered(daemon, 12);
    assert.equal(await localWrites(world) - before, 1);
    await assertPassesChangeNothing(world, daemon);
  });
}

async function lastId(world: World): Promise<number> {
  return (await world.serverTasks())[0]?.id ?? 0;
}

async function sendUnsigned(url: string): Promise<number> {
  const response = await fetch(`${url}/webhook`, { method: "POST", body: "{}" });
  await response.body?.cancel();
  return response.status;
}
