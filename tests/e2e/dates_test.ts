import assert from "node:assert/strict";
import { assertStaysQuiet, edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { createWorld } from "@tests/support/world.ts";

/** Whole seconds around a change of the clocks, the end of Taskwarrior's calendar, and far zones. */
const dates = [
  "2027-03-28T00:59:59Z",
  "2027-03-28T01:00:00Z",
  "2027-10-31T00:30:00Z",
  "2027-10-31T01:30:00Z",
  "2027-06-30T10:00:00Z",
  "2027-07-01T12:00:00Z",
  "9999-12-30T00:00:00Z",
];

for (const line of lines) {
  Deno.test(`T26 dates survive both ways in any zone, and what waits still waits (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    for (const [index, due_date] of dates.entries()) {
      await world.api("PUT", "/api/v1/projects/1/tasks", { title: `typed ${index}`, due_date });
      await world.import([{
        description: `written ${index}`,
        due: due_date.replace(/[-:]/g, ""),
        wait: "99991230T000000Z",
        until: "99991230T000000Z",
        status: "waiting",
      }]);
    }
    for (const TZ of ["Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin"]) {
      const ended = await world.run(["sync", "--full"], { TZ });
      assert.equal(ended.code, 0, ended.stderr);
    }
    for (const [index, due] of dates.entries()) {
      assert.equal((await serverTask(world, `written ${index}`))["due_date"], due);
      assert.equal((await localTask(world, `typed ${index}`))["due"], due.replace(/[-:]/g, ""));
      const { wait, until } = await localTask(world, `written ${index}`);
      assert.deepEqual([wait, until], ["99991230T000000Z", "99991230T000000Z"]);
      await edit(world, `written ${index}`, { priority: 3 });
    }
    await world.json(["sync"]);
    for (const index of dates.keys()) {
      const { wait, until, priority } = await localTask(world, `written ${index}`);
      assert.deepEqual([wait, until, priority], ["99991230T000000Z", "99991230T000000Z", "H"]);
    }
    await assertStaysQuiet(world);
  });

  Deno.test(`a date outside Taskwarrior's range is reported, not written, and stays (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    const due_date = "1925-01-01T00:00:00Z";
    await world.api("PUT", "/api/v1/projects/1/tasks", { title: "long ago", due_date });
    await world.api("PUT", "/api/v1/projects/1/tasks", { title: "another" });
    const ended = await world.run(["sync"]);
    assert.equal(ended.code, 3, ended.stderr);
    assert.match(
      ended.stderr,
      /"long ago" .* due date 1925-01-01T00:00:00Z: Taskwarrior cannot hold it; it stays in Vikunja/,
    );
    assert.equal((await serverTask(world, "long ago"))["due_date"], due_date);
    assert.equal((await localTask(world, "another")).status, "pending");
    await world.run(["sync", "--full"]);
    assert.equal((await serverTask(world, "long ago"))["due_date"], due_date);
    await edit(world, "long ago", { due_date: "2027-01-01T00:00:00Z" });
    await world.json(["sync"]);
    assert.equal((await localTask(world, "long ago"))["due"], "20270101T000000Z");
    await assertStaysQuiet(world);
  });
}
