import assert from "node:assert/strict";
import { assertStaysQuiet, edit, localTask, serverTask } from "@tests/support/quiet.ts";
import { createWorld } from "@tests/support/world.ts";

const hour = 3_600_000;

for (
  const [name, offsetMs, jumpMs] of [
    ["an hour behind the server", hour, 0],
    ["an hour ahead of the server", -hour, 0],
    ["a day behind the server", 24 * hour, 0],
    ["right, while the server's jumps back an hour", 0, -hour],
    ["right, while the server's jumps ahead a day", 0, 24 * hour],
  ] as const
) {
  Deno.test(`T18 what wins does not depend on a clock that is ${name}`, async () => {
    let skewMs: number = offsetMs;
    await using world = await createWorld({
      sandbox: { now: () => new Date(Date.now() + skewMs) },
    });
    for (const title of ["one", "two", "both"]) await world.task("add", title);
    await world.json(["sync"]);
    skewMs += jumpMs;
    await world.task("one", "modify", "due:2027-01-01T00:00:00Z");
    await edit(world, "two", { due_date: "2027-02-02T00:00:00Z" });
    const first = await world.json(["sync"]);
    assert.deepEqual(first["updated"], { taskwarrior: 1, vikunja: 1 });
    assert.equal((await serverTask(world, "one"))["due_date"], "2027-01-01T00:00:00Z");
    assert.equal((await localTask(world, "two"))["due"], "20270202T000000Z");

    await world.task("both", "modify", "due:2027-01-01T00:00:00Z");
    await edit(world, "both", { due_date: "2027-02-02T00:00:00Z" });
    const second = await world.json(["sync"], 3);
    assert.equal(second["conflicts"], 1);
    assert.equal((await serverTask(world, "both"))["due_date"], "2027-02-02T00:00:00Z");
    assert.equal((await localTask(world, "both"))["due"], "20270202T000000Z");
    const { conflicts } = await world.json<{ conflicts: readonly object[] }>(["conflicts", "list"]);
    assert.match(JSON.stringify(conflicts), /"lost":\{"side":"taskwarrior","value":"2027-01-01/);
    await assertStaysQuiet(world);
  });
}
