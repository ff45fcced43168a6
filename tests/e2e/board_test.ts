import assert from "node:assert/strict";
import { assertStaysQuiet, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { configured } from "@tests/support/configured.ts";
import { createWorld } from "@tests/support/world.ts";

for (const line of lines) {
  Deno.test(`moving a task to another bucket moves its card, and the other way round (Taskwarrior ${line})`, async () => {
    await using plain = await createWorld({ line });
    const place = line === "3" ? "tag:at" : "uda:bucket";
    const world = await configured(plain, `[mapping]\nbucket = "${place}"\n`);
    const shown = async (title: string) => {
      const { tags = [], bucket } = await localTask(world, title);
      return line === "3" ? (tags as string[]).join().replace(/^at\./, "") : bucket;
    };
    const moved = (title: string) => line === "3" ? `+at.${title}` : `bucket:${title}`;
    const [{ id: view }] = await world.api<[{ id: number }]>("GET", "/api/v1/projects/1/views")
      .then((views) => views.slice(-1) as [{ id: number }]);
    const buckets = `/api/v1/projects/1/views/${view}/buckets`;
    const columns = await world.api<readonly { id: number; title: string }[]>("GET", buckets);
    const card = async (title: string) => {
      const { id } = await serverTask(world, title);
      const task = await world.api<{ buckets: readonly { title: string }[] }>(
        "GET",
        `/api/v2/tasks/${id}?expand=buckets`,
      );
      return task.buckets.map((bucket) => bucket.title).join();
    };
    const move = async (title: string, to: string) => {
      const { id } = await serverTask(world, title);
      const column = columns.find((each) => each.title === to)?.id;
      await world.api("POST", `${buckets}/${column}/tasks`, { task_id: id });
    };

    await world.json(["sync", "--yes"]);
    await world.task("add", "Dig", moved("doing"));
    await world.task("add", "Rest");
    assert.equal((await world.json(["sync"]))["conflicts"], 0);
    assert.deepEqual([await card("Dig"), await card("Rest")], ["Doing", "To-Do"]);
    assert.deepEqual([await shown("Dig"), await shown("Rest")], ["Doing", "To-Do"]);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);

    // Moving a card moves no stamp: it is asked for.
    await move("Rest", "Doing");
    await world.json(["sync"]);
    assert.equal(await shown("Rest"), "Doing");

    // Where done ones are: either says the other.
    await world.json(["set", "1", "bucket=Done"]);
    await world.json(["sync"]);
    assert.equal((await localTask(world, "Dig"))["status"], "completed");
    await world.task("Rest", "done");
    await world.json(["sync"]);
    assert.equal(await card("Rest"), "Done");
    await move("Rest", "Doing");
    await world.json(["sync"]);
    const { status } = await localTask(world, "Rest");
    assert.deepEqual([status, await shown("Rest"), await card("Rest")], [
      "pending",
      "Doing",
      "Doing",
    ]);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);

    await world.task("Rest", "modify", ...line === "3" ? ["-at.Doing"] : [], moved("Nowhere"));
    const { stderr } = await world.run(["sync"]);
    assert.match(stderr, /no «Nowhere»/);
    assert.deepEqual([await shown("Rest"), await card("Rest")], ["Nowhere", "Doing"]);
    await assertStaysQuiet(plain, ["sync", "--full"]);
  });

  Deno.test(`a task below another one is so on both sides, made there or here (Taskwarrior ${line})`, async () => {
    await using plain = await createWorld({ line });
    const world = await configured(
      plain,
      '[mapping]\nparents = "uda:parent_task"\nsubtask = "tag:subtask"\n',
    );
    const made = (title: string) =>
      world.api<{ id: number }>("POST", "/api/v2/projects/1/tasks", { title });
    const [house, roof] = [await made("House"), await made("Roof")];
    await world.api("POST", `/api/v2/tasks/${house.id}/relations`, {
      other_task_id: roof.id,
      relation_kind: "subtask",
    });
    await world.json(["sync", "--yes"]);
    const uuid = async (title: string) => (await localTask(world, title)).uuid;
    const below = async (title: string) => {
      const { parent_task: parent, tags } = await localTask(world, title);
      const related = (await serverTask(world, title))["related_tasks"] as Readonly<
        Record<string, readonly { readonly title: string }[]>
      >;
      return { parent, tags, there: (related["parenttask"] ?? []).map((each) => each.title) };
    };
    const ofHouse = { parent: await uuid("House"), tags: ["subtask"], there: ["House"] };
    const none = { parent: undefined, tags: undefined, there: [] };
    assert.deepEqual(await below("Roof"), ofHouse);

    // A new one below a new one, whatever their order.
    await world.task("add", "Wall", `parent_task:${await uuid("House")}`);
    await world.task("add", "Brick", `parent_task:${await uuid("Wall")}`);
    await world.json(["sync"]);
    await world.json(["sync"]);
    assert.deepEqual(await below("Wall"), ofHouse);
    assert.deepEqual((await below("Brick")).there, ["Wall"]);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);

    await world.task("Roof", "modify", "parent_task:");
    const { id } = await serverTask(world, "Wall");
    await world.api("DELETE", `/api/v1/tasks/${id}/relations/parenttask/${house.id}`);
    await world.json(["sync"]);
    assert.deepEqual([await below("Roof"), await below("Wall")], [none, none]);

    // A circle is refused, and named; what is no task's UUID is left alone.
    await world.task("Wall", "modify", `parent_task:${await uuid("Brick")}`);
    await world.task("Roof", "modify", "parent_task:Attic");
    const { stderr } = await world.run(["sync"]);
    assert.match(stderr, /would create a cycle/);
    assert.deepEqual((await below("Wall")).there, []);
    await world.task("Wall", "modify", "parent_task:");
    await world.json(["sync"]);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
    await assertStaysQuiet(plain, ["sync"], ["sync", "--full"]);
    assert.equal((await localTask(world, "Brick"))["parent_task"], await uuid("Wall"));
    assert.equal((await localTask(world, "Roof"))["parent_task"], "Attic");
  });
}
