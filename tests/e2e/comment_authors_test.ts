import assert from "node:assert/strict";
import { assertQuiet } from "@tests/support/both_sides.ts";
import { configured } from "@tests/support/configured.ts";
import { edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { shareInboxWith } from "@tests/support/other_user.ts";
import { createWorld, type World } from "@tests/support/world.ts";

interface Annotation {
  readonly entry: string;
  readonly description: string;
}

async function annotations(world: World): Promise<readonly Annotation[]> {
  const all = (await localTask(world, "Milk"))["annotations"] as readonly Annotation[];
  return all.filter(({ description }) => !description.startsWith("vikunja_id"));
}

async function texts(world: World): Promise<readonly string[]> {
  return (await annotations(world)).map(({ description }) => description).sort();
}

async function comments(world: World): Promise<readonly string[]> {
  const all = (await serverTask(world, "Milk"))["comments"] as readonly { comment: string }[];
  return all.map(({ comment }) => comment.replace(/<\/?p>/g, "").trim()).sort();
}

async function annotate(world: World, from: string, to: string): Promise<void> {
  const task = await localTask(world, "Milk");
  const all = task["annotations"] as readonly Annotation[];
  const changed = all.map((each) =>
    each.description === from ? { ...each, description: to } : each
  );
  await world.import([{ ...task, annotations: changed }]);
}

for (const line of lines) {
  Deno.test(`P10: annotations tell who wrote a comment, and the name is no part of it (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const named = await configured(world, '[mapping]\ncomment_authors = "others"\n');
    const { id } = await world.api<{ id: number }>("POST", "/api/v2/projects/1/tasks", {
      title: "Milk",
    });
    const ann = await shareInboxWith(world, "ann");
    const path = `/api/v2/tasks/${id}/comments`;
    await ann.call("POST", path, { comment: "<p>theirs</p>" });
    await world.api("POST", path, { comment: "<p>mine there</p>" });
    await named.json(["sync"]);
    await world.task("Milk", "annotate", "mine here");
    await named.json(["sync"]);
    assert.deepEqual(await texts(world), ["ann: theirs", "mine here", "mine there"]);
    assert.deepEqual(await comments(world), ["mine here", "mine there", "theirs"]);
    await assertQuiet(named, "with names");

    await annotate(world, "mine there", "mine, changed");
    await edit(world, "Milk", { priority: 2 });
    await named.json(["sync"]);
    assert.deepEqual(await comments(world), ["mine here", "mine, changed", "theirs"]);

    // Only its author may edit it: what was typed is kept, without the name.
    await annotate(world, "ann: theirs", "ann: typed by me");
    await named.json(["sync"], 3);
    assert.deepEqual(await texts(world), ["ann: theirs", "mine here", "mine, changed"]);
    const { conflicts } = await named.json<{ conflicts: { id: string }[] }>(["conflicts", "list"]);
    await named.json(["conflicts", "pick", conflicts[0]!.id, "taskwarrior"]);
    await named.json(["sync"]);
    assert.deepEqual(await comments(world), [
      "mine here",
      "mine, changed",
      "theirs",
      "typed by me",
    ]);
    await assertQuiet(named, "after an edit");

    // Switched off, all stays as it is.
    await assertQuiet(world, "without names");
  });
}
