import assert from "node:assert/strict";
import { localTask, serverTask } from "@tests/support/quiet.ts";
import { createWorld } from "@tests/support/world.ts";

for (const line of ["2.6", "3"] as const) {
  Deno.test(`N15: a bare number is Taskwarrior's ID and every answer names the title (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    // Their UUIDs begin with the IDs of the others.
    const uuid = (start: string) => `${start}${crypto.randomUUID().slice(start.length)}`;
    await world.import([
      { uuid: uuid("2"), description: "first", entry: "20260101T000000Z", status: "pending" },
      { uuid: uuid("1"), description: "second", entry: "20260101T000001Z", status: "pending" },
    ]);
    await world.json(["sync"]);
    const numbers = new Map(
      (await world.export("rc.gc=off")).map((one) => [one.description, one["id"]]),
    );
    const [first, second] = [String(numbers.get("first")), String(numbers.get("second"))];
    const named = async (args: readonly string[], code = 0) => {
      const { title, task } = await world.json<{ title: string; task: string }>(args, code);
      assert.equal(task, (await localTask(world, title)).uuid);
      return title;
    };
    assert.equal(await named(["set", first, "due=2031-01-01"]), "first");
    const claimed = await world.json<{ title: string; token: number }>(["claim", second]);
    assert.equal(claimed.title, "second");
    assert.equal(await named(["claim", second], 3), "second");
    const token = String(claimed.token);
    assert.equal(await named(["renew", second, "--token", token]), "second");
    assert.equal(await named(["release", second, "--token", token]), "second");
    assert.equal(await named(["log", first]), "first");
    assert.equal(await named(["retry", "now", first]), "first");
    for (const args of [["done", "349"], ["claim", "349"], ["log", "0"], ["set", "99", "due="]]) {
      const { code, stderr } = await world.run(args);
      assert.equal(code, 4);
      assert.match(stderr, /Taskwarrior has none with that ID/);
    }
    const short = (await localTask(world, "first")).uuid.slice(0, 6);
    const isNumber = /^\d+$/.test(short);
    assert.equal((await world.run(["done", short])).code, isNumber ? 4 : 2);
    // Made a moment ago, not synced yet.
    await world.task("add", "third");
    const third = String((await localTask(world, "third"))["id"]);
    assert.equal(await named(["done", third]), "third");
    assert.equal((await serverTask(world, "third")).done, true);
    assert.equal(await named(["done", second]), "second");
    assert.deepEqual(
      await Promise.all(
        ["first", "second"].map(async (one) => (await serverTask(world, one)).done),
      ),
      [false, true],
    );
  });
}

Deno.test("N15: a daemon takes Taskwarrior's IDs over its socket", async () => {
  await using world = await createWorld();
  await world.task("add", "one");
  await world.task("add", "two");
  await world.json(["sync"]);
  await using _daemon = await world.serve();
  const claimed = await world.json<{ title: string }>(["claim", "2"]);
  assert.equal(claimed.title, "two");
  const { code, stdout } = await world.run(["done", "1"]);
  assert.equal(code, 0);
  assert.match(stdout, /«one» is done/);
  assert.equal((await serverTask(world, "two")).done, false);
  assert.equal((await world.run(["done", "7"])).code, 4);
});
