import assert from "node:assert/strict";
import { assertStaysQuiet, edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** As a person may name a label, whatever `task +tag` takes. */
const titles = [
  "next week",
  "a,b",
  "2027",
  "9lives",
  "a-b",
  "+plus",
  "🌱",
  "Ünïcode",
  "e\u0301tude",
  "Work",
  "work",
  "PENDING",
  "under__score",
  "x:y",
  "(or)",
  "100%",
];

async function labelsOf(world: World, title: string): Promise<readonly string[]> {
  const labels = ((await serverTask(world, title))["labels"] ?? []) as readonly { title: string }[];
  return labels.map((label) => label.title).sort();
}

async function allLabels(world: World) {
  const { items } = await world.api<{ items: readonly Record<string, unknown>[] }>(
    "GET",
    "/api/v2/labels?per_page=1000",
  );
  return items;
}

for (const line of lines) {
  Deno.test(`T24 every label has a tag that Taskwarrior can handle, and none is made twice (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const post = (path: string, body: object) =>
      world.api<{ id: number }>("POST", `/api/v2${path}`, body);
    const { id } = await post("/projects/1/tasks", { title: "labelled" });
    await post("/projects/1/tasks", { title: "bare" });
    for (const title of titles) {
      const label = await post("/labels", { title, hex_color: "e8b923" });
      await post(`/tasks/${id}/labels`, { label_id: label.id });
    }
    const twin = await post("/labels", { title: "Work" });
    const before = await allLabels(world);
    await world.json(["sync"]);
    const tags = (await localTask(world, "labelled"))["tags"] as readonly string[];
    assert.equal(new Set(tags).size, titles.length);
    await assertStaysQuiet(world);

    for (const tag of tags) await world.task("bare", "modify", `+${tag}`);
    assert.deepEqual((await localTask(world, "bare"))["tags"], tags.toSorted());
    await world.json(["sync"]);
    assert.deepEqual(await labelsOf(world, "bare"), titles.toSorted());
    for (const tag of tags) await world.task("labelled", "modify", `-${tag}`);
    await world.json(["sync"]);
    assert.deepEqual(await labelsOf(world, "labelled"), []);
    assert.deepEqual(await allLabels(world), before);
    const used = (await serverTask(world, "bare"))["labels"] as readonly { id: number }[];
    assert.ok(!used.some((label) => label.id === twin.id));
    await assertStaysQuiet(world);
  });

  Deno.test(`T24 tags of one task that differ in case alone are two labels, added at once or one by one (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "at once", "+Foo", "+foo");
    await world.task("add", "one by one", "+Bar");
    await world.json(["sync"]);
    await world.task("one by one", "modify", "+bar");
    await world.json(["sync"]);
    const assertAre = async (title: string, ...names: readonly string[]) => {
      assert.deepEqual(await labelsOf(world, title), names);
      assert.deepEqual((await localTask(world, title))["tags"], names);
    };
    await assertAre("at once", "Foo", "foo");
    await assertAre("one by one", "Bar", "bar");
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
    await world.task("at once", "modify", "-Foo");
    await world.task("one by one", "modify", "-bar");
    await world.json(["sync"]);
    await assertAre("at once", "foo");
    await assertAre("one by one", "Bar");
    assert.equal((await allLabels(world)).length, 4);
    await assertStaysQuiet(world);
  });

  Deno.test(`T23 comments of one second stay as many as they are, in their order (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.import([{
      description: "annotated",
      annotations: ["first", "second", "second"].map((description, index) => ({
        entry: `20260101T00000${index}Z`,
        description,
      })),
    }]);
    const { id } = await world.api<{ id: number }>("POST", "/api/v2/projects/1/tasks", {
      title: "commented",
    });
    const remarks = ["one", "two", "two", "three"];
    for (const comment of remarks) {
      await world.api("POST", `/api/v2/tasks/${id}/comments`, { comment });
    }
    await world.json(["sync"]);
    const texts = async (title: string) =>
      ((await localTask(world, title))["annotations"] as readonly { description: string }[])
        .map(({ description }) => description).filter((text) => !text.startsWith("vikunja_id"));
    const comments = async (title: string) =>
      ((await serverTask(world, title))["comments"] as readonly { comment: string }[])
        .map(({ comment }) => comment.replace(/<\/?p>/g, "").trim());
    assert.deepEqual(await texts("commented"), remarks);
    assert.deepEqual(await comments("annotated"), ["first", "second", "second"]);
    await assertStaysQuiet(world);
    await edit(world, "commented", { priority: 2 });
    await world.task("annotated", "modify", "+touched");
    await world.json(["sync"]);
    assert.deepEqual(await texts("commented"), remarks);
    assert.deepEqual(await comments("annotated"), ["first", "second", "second"]);
    await assertStaysQuiet(world);
  });
}
