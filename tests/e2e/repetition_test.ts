import assert from "node:assert/strict";
import { assertStaysQuiet, edit, lines, serverTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const day = 86_400;
const due = "2027-01-01T00:00:00Z";

async function copies(world: World, description: string): Promise<readonly string[]> {
  const tasks = await world.export("status.not:deleted", "status.not:recurring");
  return tasks.filter((task) => task.description === description)
    .map((task) => `${task.status} ${task["due"]}`).sort();
}

for (const line of lines) {
  Deno.test(`T25 done on either side, a repeating task is done once and has its next date once (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    for (const title of ["done here", "done there"]) {
      await world.api("PUT", "/api/v1/projects/1/tasks", {
        title,
        due_date: due,
        repeat_after: 7 * day,
      });
    }
    await world.json(["sync"]);
    await world.task("done here", "done");
    await edit(world, "done there", { done: true });
    await world.json(["sync"]);
    for (const title of ["done here", "done there"]) {
      const task = await serverTask(world, title);
      assert.deepEqual([task.done, task["due_date"]], [false, "2027-01-08T00:00:00Z"]);
      assert.deepEqual(await copies(world, title), [
        "completed 20270101T000000Z",
        "pending 20270108T000000Z",
      ]);
    }
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
    await world.task("status:pending", "done here", "done");
    await world.json(["sync"]);
    assert.equal((await serverTask(world, "done here"))["due_date"], "2027-01-15T00:00:00Z");
    assert.equal((await copies(world, "done here")).length, 3);
    await assertStaysQuiet(world);

    await Deno.remove(`${world.folder}/state`, { recursive: true });
    await world.json(["sync"]);
    assert.equal((await world.serverTasks()).length, 2, "finished dates are not made again");
    assert.equal((await copies(world, "done here")).length, 3);
    await assertStaysQuiet(world);
  });

  Deno.test(`N18: each date that was done between two looks is in Taskwarrior's history (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    for (
      const [title, rule] of [["weekly", { repeat_after: 7 * day }], [
        "monthly",
        { repeat_mode: 1 },
      ]] as const
    ) {
      const body = { title, due_date: due, start_date: "2026-12-31T00:00:00Z", ...rule };
      await world.api("PUT", "/api/v1/projects/1/tasks", body);
    }
    await world.json(["sync"]);
    for (let time = 0; time < 3; time++) {
      for (const title of ["weekly", "monthly"]) await edit(world, title, { done: true });
    }
    await world.json(["sync"]);
    const all = {
      weekly: ["0101", "0108", "0115", "0122"],
      monthly: ["0101", "0201", "0301", "0401"],
    };
    const check = async () => {
      for (const [title, days] of Object.entries(all)) {
        assert.deepEqual(
          await copies(world, title),
          days.map((day, index) => `${index < 3 ? "completed" : "pending"} 2027${day}T000000Z`),
        );
      }
    };
    await check();
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
    await Deno.remove(`${world.folder}/state`, { recursive: true });
    await world.json(["sync"]);
    assert.equal((await world.serverTasks()).length, 2, "finished dates are not made again");
    await check();
  });

  Deno.test(`T25 the template of a recurring task stays here, its children are plain tasks (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "recur:weekly", "due:tomorrow", "Water the plants");
    await world.task("rc.verbose=nothing", "list");
    const children = (await world.export("+CHILD")).length;
    assert.ok(children >= 1);
    await world.json(["sync"]);
    const pushed = await world.serverTasks();
    assert.equal(pushed.length, children);
    assert.ok(pushed.every((task) => task["repeat_after"] === 0));
    assert.equal((await world.export("status:recurring")).length, 1);
    await assertStaysQuiet(world);
    const [first] = await world.export("+CHILD");
    await world.task(String(first?.uuid), "done");
    await world.json(["sync"]);
    assert.equal((await world.serverTasks()).filter((task) => task.done).length, 1);
    await assertStaysQuiet(world);
  });
}
