import assert from "node:assert/strict";
import {
  assertNothingLost,
  assertRefuses,
  everything,
  syncedWorld,
} from "@tests/support/refusal.ts";
import { tokenWithout } from "@tests/support/limited_token.ts";
import { createWorld } from "@tests/support/world.ts";

Deno.test("sync works with the permissions of the README", async () => {
  await using world = await createWorld();
  const env = await tokenWithout(world, "none");
  await world.task("add", "project:garden.beds", "+shop", "Buy seeds");
  await world.task("add", "depends:1", "Sow seeds");
  await world.task("1", "annotate", "the tall ones");
  const first = await world.run(["sync"], env);
  assert.equal(first.code, 0, first.stderr);
  await world.task("1", "modify", "-shop", "+home", "due:2027-01-01");
  await world.task("2", "modify", "depends:");
  await world.task("1", "denotate", "the tall ones");
  await world.task("add", "Weed");
  await world.task("3", "delete");
  const second = await world.run(["sync"], env);
  assert.equal(second.code, 0, second.stderr);
});

Deno.test("T8 sync refuses a token that may not read tasks and names the permission", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  await assertRefuses(world, ["sync"], {
    exit: 2,
    code: "AUTH",
    says: /lacks the permission «tasks: read_all»/,
    hint: /API token/,
  }, await tokenWithout(world, "tasks"));
  await assertNothingLost(world, before);
});

for (
  const [group, permission, edit] of [
    ["tasks", "update_bulk", ["1", "modify", "due:2027-01-01"]],
    ["tasks_labels", "create", ["1", "modify", "+late"]],
    ["tasks_comments", "create", ["1", "annotate", "remember"]],
    ["labels", "create", ["1", "modify", "+brandnew"]],
    ["tasks", "delete", ["1", "delete"]],
  ] as const
) {
  Deno.test(`T8 sync without «${group} ${permission}» leaves that waiting, does the rest and says so`, async () => {
    await using world = await syncedWorld(await createWorld());
    const env = await tokenWithout(world, group, permission);
    await world.task(...edit);
    await world.task("add", "Another one");
    const limited = await world.run(["sync"], env);
    assert.equal(limited.code, 75, limited.stderr);
    const reason = `the token lacks the permission «${group}: ${permission}»`;
    assert.ok(limited.stderr.includes(reason), limited.stderr);
    const status = await world.run(["status"]);
    assert.ok(status.stdout.includes(reason), status.stdout);
    assert.ok((await world.serverTasks()).some(({ title }) => title === "Another one"));
    const next = await world.run(["sync"]);
    assert.equal(next.code, 0, next.stdout + next.stderr);
    const after = await world.json(["sync", "--full"]);
    assert.deepEqual(after["updated"], { taskwarrior: 0, vikunja: 0 });
  });
}
