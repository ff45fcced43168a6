import assert from "node:assert/strict";
import type { FaultyRequest } from "@/sandbox/options.ts";
import {
  assertBothHold,
  assertQuiet,
  forTaskwarrior,
  type PlainTask,
  plainTask,
} from "@tests/support/both_sides.ts";
import { createKillable } from "@tests/support/killable.ts";

interface Cut {
  readonly what: string;
  readonly tasks: readonly PlainTask[];
  readonly path: RegExp;
}

const cuts: readonly Cut[] = [
  {
    what: "a single create",
    tasks: [plainTask("Dig", { labels: ["red"], comments: ["seen"] })],
    path: /\/projects\/\d+\/tasks$/,
  },
  {
    what: "a bulk create",
    tasks: ["Dig", "Sow", "Reap"].map((title) => plainTask(title, { comments: ["seen"] })),
    path: /\/tasks\/bulk$/,
  },
  {
    what: "a comment",
    tasks: [plainTask("Dig", { comments: ["seen", "seen twice"] })],
    path: /\/tasks\/\d+\/comments$/,
  },
  {
    what: "a project",
    tasks: [plainTask("Dig", { project: "Home.Garden" })],
    path: /\/projects$/,
  },
  { what: "a label", tasks: [plainTask("Dig", { labels: ["red", "green"] })], path: /\/labels$/ },
];

for (const { what, tasks, path } of cuts) {
  Deno.test(`T10 sync adopts ${what} whose answer was cut off, and never makes it again`, async () => {
    await using killable = await createKillable("2.6");
    const { world } = killable;
    await world.import(forTaskwarrior(tasks));
    let left = 1;
    killable.fault = (request) => isCreate(request, path) && left-- > 0 ? "cut-after-commit" : null;
    await world.run(["sync"]);
    assert.ok(left < 1, "nothing was cut");
    await world.json(["sync"]);
    const sorted = tasks.map((task) => ({ ...task, labels: [...task.labels].sort() }));
    await assertBothHold(world, sorted, "in the end");
    await assertQuiet(world, "in the end");
  });
}

Deno.test("T10 sync adopts a comment on a task that is there, and never makes it again", async () => {
  await using killable = await createKillable("2.6");
  const { world } = killable;
  const text = "seen";
  await world.import(forTaskwarrior([plainTask("Dig", { comments: [text] })]));
  await world.json(["sync"]);
  await world.task("Dig", "annotate", text);
  let left = 1;
  killable.fault = (request) =>
    isCreate(request, /\/comments$/) && left-- > 0 ? "cut-after-commit" : null;
  await world.run(["sync"]);
  assert.ok(left < 1, "nothing was cut");
  await world.json(["sync"]);
  await assertBothHold(world, [plainTask("Dig", { comments: [text, text] })], "in the end");
  await assertQuiet(world, "in the end");
});

function isCreate({ method, path }: FaultyRequest, wanted: RegExp): boolean {
  return method === "POST" && wanted.test(path);
}
