import assert from "node:assert/strict";
import { configure } from "@tests/support/at_once.ts";
import { shareInboxWith } from "@tests/support/other_user.ts";
import { assertStaysQuiet, lines, serverTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

async function assignees(world: World, title: string): Promise<readonly unknown[]> {
  await world.json(["sync"]);
  const all = (await serverTask(world, title))["assignees"];
  return (all as readonly Record<string, unknown>[] | null ?? []).map((one) => one["username"]);
}

for (const line of lines) {
  Deno.test(`a claim is assigned to the user that the agent is named after (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await configure(world, "[claims]", 'mirror = "assignee"');
    await shareInboxWith(world, "ada");
    await world.task("add", "one");
    await world.task("add", "two");
    await world.json(["sync"]);
    const [one = "", two = ""] = ["one", "two"].map((title) => `description:${title}`);
    const uuid = async (filter: string) => (await world.export(filter))[0]?.uuid ?? "";
    const first = await uuid(one);
    const { token } = await world.json(["claim", first, "--agent", "ada"]);
    await world.json(["claim", await uuid(two), "--agent", "adam"]);
    assert.deepEqual(await assignees(world, "one"), ["ada"]);
    assert.deepEqual(await assignees(world, "two"), ["demo"]);
    assert.equal((await world.export(one))[0]?.["assignees"], "ada");
    await assertStaysQuiet(world);
    await world.json(["release", first, "--token", String(token)]);
    await world.json(["claim", first, "--agent", "bob"]);
    assert.deepEqual(await assignees(world, "one"), ["demo"]);
    await assertStaysQuiet(world);
  });
}
