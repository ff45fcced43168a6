import assert from "node:assert/strict";
import { shareInboxWith } from "@tests/support/other_user.ts";
import { serverTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

interface Checked {
  readonly notices: readonly {
    readonly kind: string;
    readonly title: string | null;
    readonly text: string;
    readonly repeated: boolean;
  }[];
}

async function check(world: World, ...args: readonly string[]): Promise<readonly string[]> {
  const { notices } = await world.json<Checked>(["notify", "check", ...args]);
  return notices.map(({ kind, title }) => title === null ? kind : `${kind} ${title}`);
}

async function hourAgo(world: World): Promise<void> {
  await world.task("add", "Milk", "due:now-1h");
  await world.task("add", "Bread", "due:now+5h");
  await world.task("add", "Later", "due:now+9d");
  await world.json(["sync"]);
}

Deno.test("notify check tells of each due date once, and of a new one again", async () => {
  await using world = await createWorld();
  assert.deepEqual(await check(world), ["stale"]);
  await hourAgo(world);
  assert.deepEqual(await check(world), ["overdue Milk", "due Bread"]);
  assert.deepEqual(await check(world), []);
  assert.deepEqual(await check(world, "--due-within", "10d"), ["due Later"]);
  await world.task("Milk", "modify", "due:now-2h");
  await world.task("Bread", "done");
  await world.json(["sync"]);
  assert.deepEqual(await check(world), ["overdue Milk"]);
});

Deno.test("notify check tells of what others assign and say, each time they do, and not of our own", async () => {
  await using world = await createWorld();
  const ann = await shareInboxWith(world, "ann");
  await world.task("add", "Roof");
  await world.task("Roof", "annotate", "from here");
  await world.json(["sync"]);
  await check(world);
  const { id } = await serverTask(world, "Roof");
  const { id: me } = await world.api("GET", "/api/v1/user");
  await ann.call("PUT", `/api/v1/tasks/${id}/comments`, { comment: "<p>It is <b>wet</b></p>" });
  await world.api("PUT", `/api/v1/tasks/${id}/comments`, { comment: "said by me" });
  await ann.call("PUT", `/api/v1/tasks/${id}/assignees`, { user_id: me });
  await world.json(["sync"]);
  const { notices } = await world.json<Checked>(["notify", "check"]);
  assert.deepEqual(notices.map(({ text }) => text), [
    "Roof is yours now",
    "ann on Roof: It is wet",
  ]);
  await ann.call("DELETE", `/api/v1/tasks/${id}/assignees/${me}`);
  await world.json(["sync"]);
  assert.deepEqual(await check(world), []);
  await ann.call("PUT", `/api/v1/tasks/${id}/assignees`, { user_id: me });
  await ann.call("PUT", `/api/v1/tasks/${id}/comments`, { comment: "dry" });
  await world.json(["sync"]);
  assert.deepEqual(await check(world), ["assigned Roof", "comment Roof"]);
  assert.deepEqual(await check(world, "--set", "of ann", "--me", "ann"), [
    "comment Roof",
    "comment Roof",
  ]);
});

Deno.test("notify check tells of a change that waits, also while another process has the log", async () => {
  let isDown = false;
  await using world = await createWorld({
    sandbox: { fault: ({ method }) => isDown && method !== "GET" ? { status: 503 } : null },
  });
  await hourAgo(world);
  await check(world);
  await world.task("Later", "modify", "Sooner");
  isDown = true;
  assert.equal((await world.run(["sync"])).code, 75);
  using file = await Deno.open(`${world.folder}/state/direct.lock`, { write: true, read: true });
  await file.lock(true);
  assert.deepEqual(await check(world), []);
  const [line = ""] = await check(world, "--unsent-after", "0s");
  assert.match(line, /^unsent (Sooner|Later)$/);
  assert.deepEqual(await check(world, "--unsent-after", "0s"), []);
});

Deno.test("notify check tells each target by itself, and again where that was not to be had", async () => {
  await using world = await createWorld();
  await hourAgo(world);
  const out = `${world.folder}/told`;
  const command = ["--", "sh", "-c", `cat >> '${out}'; test -e '${world.folder}/up'`];
  const down = await world.run(["notify", "check", ...command]);
  assert.deepEqual([down.code, down.stdout], [75, ""]);
  assert.match(down.stderr, /Cannot tell the command: it ended with 1/);
  await Deno.writeTextFile(`${world.folder}/up`, "");
  await Deno.remove(out);
  assert.equal((await world.run(["notify", "check", ...command])).code, 0);
  const told = (await Deno.readTextFile(out)).trim().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(told.map(({ title, repeated }) => [title, repeated]), [
    ["Milk", true],
    ["Bread", true],
  ]);
  assert.match((await world.run(["notify", "check", ...command])).stderr, /told command nothing/);
  assert.deepEqual(await check(world), ["overdue Milk", "due Bread"]);
});

Deno.test("notify check tells each thing to one of many that run at once", async () => {
  await using world = await createWorld();
  await hourAgo(world);
  const runs = Array.from({ length: 4 }, () => world.spawn(["notify", "check", "--json"]));
  const told = (await Promise.all(runs)).flatMap(({ stdout }) =>
    (JSON.parse(stdout) as Checked).notices.map(({ kind, title }) => `${kind} ${title}`)
  );
  assert.deepEqual(told.toSorted(), ["due Bread", "overdue Milk"]);
});
