import assert from "node:assert/strict";
import type { FaultyRequest } from "@/sandbox/options.ts";
import { assertRefuses, everything } from "@tests/support/refusal.ts";
import { assertStaysQuiet, localTask } from "@tests/support/quiet.ts";
import { createWorld } from "@tests/support/world.ts";

Deno.test("T12 sync reads all tasks, labels, projects and comments, and takes no failed page for a deletion", async () => {
  let failing: (request: FaultyRequest) => boolean = () => false;
  // Comments of what changed last are read twice, with five seconds between: these are older.
  let agoMs = 3_600_000;
  await using world = await createWorld({
    sandbox: {
      fault: (request) => failing(request) ? { status: 500, body: {} } : null,
      now: () => new Date(Date.now() - agoMs),
    },
  });
  const post = (path: string, body: object) =>
    world.api<{ id: number }>("POST", `/api/v2${path}`, body);
  const { id } = await post("/projects/1/tasks", { title: "much discussed" });
  for (let n = 0; n < 101; n++) await post(`/tasks/${id}/comments`, { comment: `remark ${n}` });
  world.server.settle();
  agoMs = 0;
  for (let n = 0; n < 51; n++) await post("/projects", { title: `project${n}` });
  const labels: number[] = [];
  for (let n = 0; n < 101; n++) labels.push((await post("/labels", { title: `label${n}` })).id);
  for (let n = 0; n < 101; n++) {
    const { id } = await post("/projects/1/tasks", { title: `task ${n}` });
    await post(`/tasks/${id}/labels`, { label_id: labels[n] });
  }

  const first = await world.json(["sync"]);
  assert.deepEqual(first["created"], { taskwarrior: 102, vikunja: 0 });
  assert.deepEqual((await localTask(world, "task 100"))["tags"], ["label100"]);
  const { annotations } = await localTask(world, "much discussed");
  assert.equal((annotations as readonly unknown[]).length, 102);
  await assertStaysQuiet(world);

  const before = await everything(world);
  for (const part of ["/api/v2/tasks?", "/projects?", "/comments?"]) {
    failing = ({ method, path }) => method === "GET" && path.includes(part);
    await assertRefuses(world, ["sync", "--full"], {
      exit: 75,
      code: "SERVER_UNAVAILABLE",
      says: /answered 500/,
      hint: /./,
    });
    failing = () => false;
  }
  assert.equal(await everything(world), before);
  await assertStaysQuiet(world);
});

Deno.test("T35 a task that the server refuses holds nobody up and is named with its reason", async () => {
  let isPoisonous = true;
  await using world = await createWorld({
    sandbox: {
      fault: ({ method, body }) =>
        isPoisonous && method !== "GET" && body.includes("poison")
          ? { status: 400, body: { code: 4001, message: "Invalid poison." } }
          : null,
    },
  });
  await world.import(
    Array.from(
      { length: 101 },
      (_, n) => ({ description: n === 50 ? "the poison one" : `t ${n}` }),
    ),
  );
  const ended = await world.json(["sync"], 3);
  assert.equal(ended["failed"], 1);
  assert.equal((await world.serverTasks()).length, 100);
  const status = await world.run(["status"]);
  assert.match(status.stdout, /given up: 1 change[^]*the poison one[^]*Invalid poison/);
  assert.equal((await world.run(["sync"])).code, 3);
  assert.equal((await world.serverTasks()).length, 100);
  isPoisonous = false;
  await world.task("the poison one", "modify", "+cured");
  await world.json(["sync"]);
  assert.equal((await world.serverTasks()).length, 101);
  await assertStaysQuiet(world);
});
