import assert from "node:assert/strict";
import {
  assertPassesChangeNothing,
  delivered,
  hookedDaemon,
  idOf,
  patientWorld,
  untilEqual,
} from "@tests/support/at_once.ts";
import { edit, lines, localTask, serverTask, serverWrites } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";
import type { World } from "@tests/support/world.ts";

interface Made {
  readonly id: number;
}

async function project(world: World, title: string, parent = 0): Promise<number> {
  const body = { title, parent_project_id: parent };
  return (await world.api<Made>("POST", "/api/v2/projects", body)).id;
}

async function task(world: World, projectId: number, title: string): Promise<void> {
  await world.api("PUT", `/api/v1/projects/${projectId}/tasks`, { title });
}

for (const line of lines) {
  Deno.test(`T6 what sends nothing is found by the next complete comparison, and nothing is taken for deleted (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    const garden = await project(world, "garden");
    const shed = await project(world, "shed", garden);
    const doomed = await project(world, "doomed");
    for (const title of ["moved away", "renamed label", "commented", "moved up"]) {
      await task(world, title === "moved up" ? shed : garden, title);
    }
    await task(world, doomed, "goes with its project");
    for (let n = 0; n < 8; n++) await task(world, 1, `bystander ${n}`);
    const label = (await world.api<Made>("POST", "/api/v2/labels", { title: "red" })).id;
    const labelled = await idOf(world, "renamed label");
    await world.api("POST", `/api/v2/tasks/${labelled}/labels`, { label_id: label });
    const daemon = await hookedDaemon(world);
    await untilEqual(world, 13);

    const unhooked = await project(world, "unhooked");
    await edit(world, "moved away", { project_id: unhooked });
    await edit(world, "moved up", { project_id: garden });
    await world.api("PUT", `/api/v2/labels/${label}`, { title: "blue" });
    await world.api("POST", `/api/v2/tasks/${await idOf(world, "commented")}/comments`, {
      comment: "<p>hm</p>",
    });
    await world.api("POST", `/api/v1/projects/${shed}`, {
      title: "shed",
      parent_project_id: unhooked,
    });
    await world.api("DELETE", `/api/v2/projects/${doomed}`);
    await until(
      "the deleted project's task gone",
      async () => (await world.export("status.not:deleted")).length === 12,
    );
    assert.equal((await world.export("status:deleted")).length, 1);

    await daemon.sync({ full: true });
    assert.equal((await localTask(world, "moved away"))["project"], "unhooked");
    assert.equal((await localTask(world, "moved up"))["project"], "garden");
    assert.deepEqual((await localTask(world, "renamed label"))["tags"], ["blue"]);
    assert.match(JSON.stringify(await localTask(world, "commented")), /"hm"/);
    await untilEqual(world, 12);
    const listening = `PUT /api/v1/projects/${unhooked}/webhooks 201`;
    await until(
      "a webhook for the project that came later",
      () => Promise.resolve(serverWrites(world).includes(listening)),
    );
    await assertPassesChangeNothing(world, daemon);
  });

  Deno.test(`T6 the poll finds what came into a project without a webhook (Taskwarrior ${line})`, async () => {
    await using world = await patientWorld({ line });
    const daemon = await hookedDaemon(world);
    const late = await project(world, "late");
    await task(world, late, "nobody says so");
    await daemon.call("POST", "/v1/wake", {});
    await untilEqual(world, 1);
    assert.equal((await localTask(world, "nobody says so"))["project"], "late");
    const made = `PUT /api/v1/projects/${late}/webhooks 201`;
    await until(
      "a webhook for it",
      () => Promise.resolve(serverWrites(world).includes(made)),
    );
    await assertPassesChangeNothing(world, daemon);
  });
}

Deno.test("a foreign edit right after our own write is not taken for its echo", async () => {
  await using world = await patientWorld();
  await world.task("add", "Buy seeds");
  const daemon = await hookedDaemon(world);
  await untilEqual(world, 1);
  for (let n = 1; n <= 5; n++) {
    const { accepted } = (await daemon.daemon()).webhooks;
    await world.task("Buy seeds", "modify", `due:2027-01-0${n}T00:00:00Z`);
    await until(
      "ours there",
      async () =>
        String((await serverTask(world, "Buy seeds"))["due_date"]).startsWith(`2027-01-0${n}`),
    );
    await edit(world, "Buy seeds", { priority: 1 + n % 3 });
    await delivered(daemon, accepted + 2);
    await untilEqual(world, 1);
  }
  await assertPassesChangeNothing(world, daemon);
});
