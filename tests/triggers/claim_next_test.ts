import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { Side, Task } from "@/domain/task.ts";
import { claimsWorld } from "@tests/support/claims_world.ts";
import { milk } from "@tests/support/log_events.ts";
import { forEachVersion } from "@tests/support/taskwarrior.ts";

const ada = { agent: "ada", forMs: 60_000 };
const plain: Task = { ...milk, notes: "", labels: [], comments: [], priority: 0, dueAt: null };
const now = "2026-11-21T08:00:00Z";

interface Seen {
  readonly side?: Side;
  readonly task: Partial<Task>;
  readonly extra?: JsonObject;
}

async function worldWith(tasks: Readonly<Record<string, readonly Seen[]>>) {
  const world = await claimsWorld([]);
  for (const [streamId, seen] of Object.entries(tasks)) {
    const events = seen.map(({ side = "taskwarrior", task, extra = {} }): SyncEvent => ({
      type: "TaskObserved",
      data: { side, id: streamId, task: { ...plain, ...task }, extra, changedAt: now },
    }));
    await world.log.store.append([{ streamId, expectedVersion: 0, events }]);
  }
  const order = async (unready = false) => {
    const taken: string[] = [];
    for (;;) {
      const next = await world.claims.claimNextTask({ project: null, tag: null, unready }, ada);
      if (!next.ok) return taken;
      taken.push(next.task);
    }
  };
  return { order, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

const notYet: Readonly<Record<string, readonly Seen[]>> = {
  free: [{ task: {} }],
  blocked: [{ task: { priority: 3, depends: ["free"] } }],
  waiting: [{ task: { priority: 3 }, extra: { wait: "20261121T080001Z" } }],
  scheduled: [{ task: { priority: 3, scheduledAt: "2026-11-21T08:00:01Z" } }],
};

Deno.test("R11: claimNextTask() gives only what can be begun", async () => {
  await using world = await worldWith(notYet);
  assert.deepEqual(await world.order(), ["free"]);
});

Deno.test("R11: claimNextTask() gives the rest as well where that is asked for", async () => {
  await using world = await worldWith(notYet);
  assert.deepEqual(new Set(await world.order(true)), new Set(Object.keys(notYet)));
});

Deno.test("R11: claimNextTask() gives what was blocked, waiting or scheduled until now", async () => {
  await using world = await worldWith({
    done: [{ task: { done: true } }],
    unblocked: [{ task: { depends: ["done", "unknown"] } }],
    waited: [{ task: {}, extra: { wait: "20261121T080000Z" } }],
    due: [{ task: { scheduledAt: now } }],
  });
  assert.deepEqual(new Set(await world.order()), new Set(["unblocked", "waited", "due"]));
});

Deno.test("R11: claimNextTask() knows a blocker that only Vikunja has told of", async () => {
  await using world = await worldWith({
    first: [{ side: "vikunja", task: {} }],
    second: [{ side: "vikunja", task: { depends: ["77"] } }],
  });
  assert.deepEqual(new Set(await world.order()), new Set(["first", "second"]), "77 is not known");
});

/** As `task` reckons them, with nothing of its user's. */
const attributes: readonly Readonly<Record<string, unknown>>[] = [
  { description: "nothing" },
  { description: "next", tags: ["next"] },
  { description: "high", priority: "H" },
  { description: "medium", priority: "M", tags: ["a", "b"] },
  { description: "low and overdue", priority: "L", due: -10 },
  { description: "due soon", due: 2 },
  { description: "due late", due: 40 },
  { description: "due late, high", due: 40, priority: "H" },
  { description: "begun", start: -1 },
  { description: "scheduled", scheduled: -1 },
  { description: "waits for nothing", tags: ["a", "b", "c"], due: 10 },
];

forEachVersion("R11: claimNextTask() orders tasks as task itself does", async (taskwarrior) => {
  const day = 86_400_000;
  const date = (days: number) =>
    new Date(Date.now() + days * day).toISOString().replace(/[-:]|\.\d+/g, "");
  const tasks = attributes.map((given) =>
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        typeof value === "number" ? date(value) : value,
      ]),
    )
  );
  await taskwarrior.run(["import", "-"], { stdin: JSON.stringify(tasks) });
  const exported: { description: string; urgency: number }[] = JSON.parse(
    (await taskwarrior.run(["export"])).stdout,
  );
  const wanted = exported.toSorted((a, b) => b.urgency - a.urgency).map((each) => each.description);
  const shift = Date.parse(now) - Date.now();
  const instant = (days: unknown) =>
    typeof days === "number"
      ? `${new Date(Date.now() + shift + days * day).toISOString().slice(0, 19)}Z`
      : null;
  await using world = await worldWith(Object.fromEntries(attributes.map((given) => [
    String(given["description"]),
    [{
      task: {
        labels: (given["tags"] as string[] | undefined) ?? [],
        priority: ["", "L", "M", "H"].indexOf(String(given["priority"] ?? "")),
        dueAt: instant(given["due"]),
        scheduledAt: instant(given["scheduled"]),
        project: [],
      },
      extra: "start" in given ? { start: date(-1) } : {},
    }],
  ])));
  assert.deepEqual(await world.order(), wanted);
});
