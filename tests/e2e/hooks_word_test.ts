import assert from "node:assert/strict";
import { writeExecutable } from "@tests/support/executable.ts";
import { assertStaysQuiet, edit, lines, serverTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

/** Changes what is stored of a pending task whenever `task` modifies it. */
async function hook(world: World, sed: string): Promise<void> {
  const folder = `${world.env["TASKDATA"]}/hooks`;
  await Deno.mkdir(folder, { recursive: true });
  writeExecutable(
    `${folder}/on-modify-rule`,
    `#!/bin/sh\nread old; read new\ncase "$new" in *'"status":"pending"'*) echo "$new" | sed '${sed}';;\n` +
      `*) echo "$new";; esac\n`,
  );
}

async function labelsOf(world: World, title: string): Promise<readonly string[]> {
  const { labels } = await serverTask(world, title);
  return ((labels ?? []) as readonly { title: string }[]).map((label) => label.title);
}

for (const line of lines) {
  Deno.test(`N12: a tag that a hook keeps is back in Vikunja after one sync, which says so (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "+work", "Dig");
    await world.json(["sync"]);
    await hook(world, 's/,"tags":\\[[^]]*\\]//; s/"status"/"tags":["work"],&/');
    const { id, labels } = await serverTask(world, "Dig");
    const [label] = labels as readonly { id: number }[];
    await world.api("DELETE", `/api/v1/tasks/${id}/labels/${label?.id}`);
    const summary = await world.json(["sync", "--full"], 3);
    assert.equal(summary["conflicts"], 1);
    assert.deepEqual(await labelsOf(world, "Dig"), ["work"]);
    const { conflicts } = await world.json<{ conflicts: readonly Record<string, unknown>[] }>([
      "conflicts",
      "list",
    ]);
    const told = conflicts.map(({ field, kept, lost }) => ({ field, kept, lost }));
    assert.deepEqual(told, [{
      field: "labels",
      kept: { side: "taskwarrior", value: ["work"] },
      lost: { side: "vikunja", value: [] },
    }]);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
  });

  Deno.test(`N12: a title that a hook changes is in Vikunja after one sync, which says so (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "Dig");
    await world.json(["sync"]);
    await hook(world, 's/"description":"dig deep"/"description":"DIG DEEP"/');
    await edit(world, "Dig", { title: "dig deep" });
    const summary = await world.json(["sync"], 3);
    assert.equal(summary["conflicts"], 1);
    assert.equal((await serverTask(world, "DIG DEEP")).title, "DIG DEEP");
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
  });

  Deno.test(`N12: a due date that a hook puts back is a conflict, and is no edit (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "Dig", "due:2030-01-01T00:00:00Z");
    await world.json(["sync"]);
    await hook(world, 's/"due":"[0-9TZ]*"/"due":"20300101T000000Z"/');
    await edit(world, "Dig", { due_date: "2031-01-01T00:00:00Z" });
    const summary = await world.json(["sync"], 3);
    assert.equal(summary["conflicts"], 1);
    assert.equal((await serverTask(world, "Dig"))["due_date"], "2031-01-01T00:00:00Z");
    const { stdout } = await world.run(["conflicts"]);
    assert.match(stdout, /vikunja: 1 Jan 2031/);
  });
}
