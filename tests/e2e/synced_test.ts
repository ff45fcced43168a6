import assert from "node:assert/strict";
import { type Meeting, noTask, withLaptops } from "@tests/support/synced_laptops.ts";
import type { Person } from "@tests/support/synced_world.ts";
import { until } from "@tests/support/until.ts";
import type { World } from "@tests/support/world.ts";

/** One laptop beside our program. */
const withLaptop = (
  body: (meeting: Meeting & { readonly laptop: Person }) => Promise<void>,
): Promise<void> =>
  withLaptops(["laptop"], async (meeting) => {
    const laptop = meeting.laptops.get("laptop");
    assert.ok(laptop);
    await body({ ...meeting, laptop });
  });

const descriptions = async (laptop: Person) =>
  (await laptop.task.export(["status:pending"])).map((each) => String(each["description"])).sort();
const titles = async (world: World) => (await world.serverTasks()).map(({ title }) => title).sort();

Deno.test("sync carries tasks between Vikunja and replicas that meet in a folder, without a task program or data", async () => {
  await withLaptop(async ({ world, laptop, sync }) => {
    await laptop.does("add", "from the laptop", "priority:H", "+cold");
    await sync();
    const [made] = await world.serverTasks();
    assert.equal(made?.title, "from the laptop");
    await world.api("PUT", "/api/v1/projects/1/tasks", { title: "from Vikunja" });
    await sync();
    await laptop.sync();
    assert.deepEqual(await descriptions(laptop), ["from Vikunja", "from the laptop"]);
    const status = await world.run(["status"], noTask);
    assert.match(status.stdout, /^taskwarrior a replica at the folder .*shared$/m);
    // Both were edited before either knew of the other, the laptop last: by the protocol it wins, and tells nobody.
    await world.api("POST", `/api/v1/tasks/${made?.id}`, { title: "the server's" });
    await laptop.offline("+cold", "modify", "the laptop's");
    await sync();
    await laptop.sync();
    await sync([3]);
    assert.deepEqual(await titles(world), ["from Vikunja", "the laptop's"]);
    const conflicts = await world.run(["conflicts"], noTask);
    assert.match(conflicts.stdout, /"the laptop's".*"the server's".*newer edit/);
    // The copy of the tasks can be thrown away, as on another host that goes on with the log.
    await Deno.remove(`${world.folder}/state/replica-folder`, { recursive: true });
    assert.match(await sync(), /nothing to do/);
  });
});

Deno.test("serve carries over what was done while the sync folder was away, once it is there again", async () => {
  await withLaptop(async ({ world, laptop, place, sync }) => {
    await laptop.does("add", "one");
    await sync();
    await using daemon = await world.serve([], noTask);
    await laptop.does("add", "two");
    await until("both are in Vikunja", () => titles(world), (all) => all.join() === "one,two");
    await Deno.rename(place, `${place}.away`);
    await daemon.said(/the sync folder .* is not there/);
    await world.api("PUT", "/api/v1/projects/1/tasks", { title: "three" });
    await until("what is new waits for it", async () => {
      const { stdout } = await world.run(["status", "--json"], noTask);
      return JSON.parse(stdout).pending.map(({ attempts }: { attempts: number }) => attempts > 0);
    }, (waiting) => waiting.includes(true));
    await Deno.rename(`${place}.away`, place);
    await until("all are on the laptop", async () => {
      await laptop.sync();
      return await descriptions(laptop);
    }, (all) => all.join() === "one,three,two");
  });
});

Deno.test("what only a task program can do is refused, with the way out", async () => {
  await withLaptop(async ({ world, laptop, sync }) => {
    await laptop.does("add", "one");
    await sync();
    const [{ uuid } = { uuid: "" }] = await laptop.task.export();
    const hook = await world.run(["install", "hook"], noTask);
    assert.deepEqual([hook.code, /there is no `task` here/.test(hook.stderr)], [2, true]);
    const number = await world.run(["log", "1"], noTask);
    assert.equal(number.code, 4, number.stderr);
    const edit = await world.run(["set", String(uuid), "due=eom"], noTask);
    assert.equal(edit.code, 2);
    assert.match(edit.stderr, /The date «eom» needs the program `task`/);
    const plain = await world.run(["set", String(uuid), "due=2031-03-04"], noTask);
    assert.equal(plain.code, 0, plain.stderr);
    await laptop.sync();
    assert.match(String((await laptop.task.export())[0]?.["due"]), /^20310304T/);
  });
});
