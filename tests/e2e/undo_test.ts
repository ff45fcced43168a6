import assert from "node:assert/strict";
import { assertStaysQuiet, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { createWorld } from "@tests/support/world.ts";

interface Said {
  readonly warnings: readonly string[];
  readonly conflicts: number;
}

for (const line of lines) {
  Deno.test(`T20 what is undone in Taskwarrior is undone in Vikunja (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "Call Ann");
    await world.json(["sync"]);
    await world.task("Call Ann", "done");
    await world.json(["sync"]);
    assert.equal((await serverTask(world, "Call Ann")).done, true);
    await world.task("undo");
    await world.json(["sync"]);
    assert.equal((await serverTask(world, "Call Ann")).done, false);
    assert.equal((await localTask(world, "Call Ann")).status, "pending");
    await world.task("Call Ann", "modify", "due:2027-01-01");
    await world.task("undo");
    await assertStaysQuiet(world, ["sync"]);
    await world.task("add", "never meant");
    await world.task("undo");
    await assertStaysQuiet(world, ["sync"]);
    await world.task("Call Ann", "start");
    await world.task("Call Ann", "stop");
    await world.task("undo");
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
    assert.notEqual((await localTask(world, "Call Ann"))["start"], undefined);
  });

  Deno.test(`T20 each sync names the task that undo took from Taskwarrior, until somebody decides (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.json(["sync"]);
    await world.api("PUT", "/api/v1/projects/1/tasks", { title: "Pay rent" });
    await world.json(["sync"]);
    // In Taskwarrior 3 the link is a second change.
    for (let n = line === "3" ? 2 : 1; n > 0; n--) await world.task("undo");
    assert.deepEqual(await world.export(), []);
    const first = await world.run(["sync"]);
    assert.equal(first.code, 3, first.stderr);
    for (const args of [["sync"], ["sync", "--full"]]) {
      const { warnings, conflicts } = await world.json<Said>(args, 3);
      assert.equal(conflicts, 0);
      assert.equal(warnings.length, 1);
      assert.ok(first.stderr.includes(warnings[0] ?? "?"), first.stderr);
    }
    const back =
      /"Pay rent" is gone from Taskwarrior .*`conflicts pick (\S+) vikunja` brings it back/;
    const [, id = ""] = back.exec(first.stderr) ?? [];
    await world.json(["conflicts", "pick", id, "vikunja"]);
    await localTask(world, "Pay rent");
    assert.deepEqual((await world.json<Said>(["sync"])).warnings, []);
  });

  Deno.test(`T20 the link that undo takes away is not written again (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "Call Ann");
    await world.json(["sync"]);
    assert.match(JSON.stringify(await localTask(world, "Call Ann")), /vikunja_id: \d+/);
    await world.task("undo");
    assert.doesNotMatch(JSON.stringify(await localTask(world, "Call Ann")), /vikunja_id/);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
    await world.task("Call Ann", "modify", "+phone");
    await world.json(["sync"]);
    assert.equal((await world.serverTasks()).length, 1);
  });
}

Deno.test("T21 edits of a second replica arrive by `task sync` (Taskwarrior 3)", async () => {
  await using world = await createWorld({ line: "3" });
  const shared = [
    `sync.local.server_dir=${world.folder}/shared`,
    "sync.encryption_secret=sesame",
  ].map((setting) => `rc.${setting}`);
  await Deno.mkdir(`${world.folder}/shared`);
  const second = `rc.data.location=${world.folder}/second`;
  await Deno.mkdir(`${world.folder}/second`);
  await world.task("add", "Call Ann");
  await world.json(["sync"]);
  await world.task(...shared, "sync");
  await world.task(second, ...shared, "sync");
  await world.task(second, "Call Ann", "modify", "+phone", "due:2027-01-01T00:00:00Z");
  await world.task(second, "add", "from the other machine");
  await world.task(second, ...shared, "sync");
  await world.task(...shared, "sync");
  const summary = await world.json(["sync"]);
  assert.deepEqual(summary["created"], { taskwarrior: 0, vikunja: 1 });
  assert.equal((await serverTask(world, "Call Ann"))["due_date"], "2027-01-01T00:00:00Z");
  assert.equal((await world.serverTasks()).length, 2);
  await assertStaysQuiet(world);
});
