import assert from "node:assert/strict";
import { assertStaysQuiet, lines } from "@tests/support/quiet.ts";
import { createWorld } from "@tests/support/world.ts";

for (const line of lines) {
  Deno.test(`T22 a prompt that asks all the time takes no task away (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const count = line === "3" ? 60 : 300;
    for (let n = 0; n < count; n++) {
      await world.api("PUT", "/api/v1/projects/1/tasks", { title: `task ${n}` });
    }
    let isOver = false;
    const prompts = Array.from({ length: 4 }, async () => {
      while (!isOver) await world.task("status:pending", "count").catch(() => "busy");
    });
    const summary = await world.json(["sync"]).finally(() => isOver = true);
    await Promise.all(prompts);
    assert.deepEqual(summary["created"], { taskwarrior: count, vikunja: 0 });
    assert.equal((await world.export("status:pending")).length, count);
    await assertStaysQuiet(world);
  });

  Deno.test(`T34 after a busy day the projections are what the log says (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    for (let n = 0; n < 12; n++) {
      await world.task("add", `project:p${n % 3}`, `+t${n % 2}`, `task ${n}`);
    }
    await world.json(["sync"]);
    for (let n = 0; n < 12; n++) {
      const [task] = await world.export(`description.is:task ${n}`);
      const id = (await world.serverTasks()).find(({ title }) => title === `task ${n}`)?.id;
      if (n % 4 === 0) await world.task(String(task?.uuid), "modify", "due:2027-01-01");
      if (n % 4 === 1) {
        await world.api("PATCH", `/api/v2/tasks/${id}`, { priority: 3, title: `x ${n}` });
      }
      if (n % 4 === 2) await world.task(String(task?.uuid), "done");
      if (n % 6 === 3) await world.api("DELETE", `/api/v2/tasks/${id}`);
    }
    await world.json(["sync"]);
    const counts = async () => {
      const { linked, pending, dead, conflicts, outOfScope } = await world.json(["status"]);
      return { linked, pending, dead, conflicts, outOfScope };
    };
    const before = await counts();
    const dry = await world.json(["repair", "--dry-run"]);
    assert.equal(dry["repaired"], 0, JSON.stringify(dry));
    const repaired = await world.json(["repair"]);
    assert.equal(repaired["repaired"], 0, JSON.stringify(repaired));
    assert.deepEqual(await counts(), before);
    await assertStaysQuiet(world);
  });
}
