import assert from "node:assert/strict";
import type { PresentReading, Reading, Task } from "@/domain/task.ts";
import {
  finishedRule,
  isHistory,
  isOld,
  onThisClock,
  stayedNote,
  staying,
  withBlockers,
} from "@/triggers/history.ts";
import { blankTask } from "@tests/support/pair_simulation.ts";
import { unsureWorld } from "@tests/support/unsure_world.ts";

const dayMs = 86_400_000;
const now = new Date("2026-11-27T03:00:00Z");
const rule = { now, withinMs: 90 * dayMs };
const signal = new AbortController().signal;

function reading(id: string, change: Partial<Task> = {}): PresentReading {
  const task = { ...blankTask, ...change };
  const changedAt = "2026-01-01T00:00:00Z";
  return { kind: "present", id, task, extra: {}, changedAt, linkHint: null };
}

const since = () => null;
const old = { done: true, doneAt: "2026-01-01T00:00:00Z" };

Deno.test("R24: isOld() goes by the end of a finished task, and only where there is a rule", () => {
  const of = (change: Partial<Task>, withinMs: number | null = rule.withinMs) =>
    isOld(reading("a", change), { now, withinMs });
  assert.equal(of(old), true);
  assert.equal(of(old, null), false);
  assert.equal(of({ done: true, doneAt: "2026-11-01T00:00:00Z" }), false);
  assert.equal(of({ done: true, doneAt: "2026-08-29T03:00:00Z" }), false, "just that old");
  assert.equal(of({ done: true, doneAt: "2026-08-29T02:59:59Z" }), true);
  assert.equal(of({ done: true, doneAt: null }), false, "nobody knows");
  assert.equal(of({ done: false, doneAt: "2026-01-01T00:00:00Z" }), false, "it repeats");
  assert.equal(of({ done: true, doneAt: "2026-11-27T02:59:59Z" }, 0), true);
  assert.equal(of({ done: true, doneAt: "2027-11-27T02:59:59Z" }, 0), false, "a clock ahead");
});

Deno.test("R24: staying() leaves out what is old but what others wait for, however far", () => {
  const newcomers = [
    reading("open", { depends: ["one"] }),
    reading("one", { ...old, depends: ["two"] }),
    reading("two", { ...old, depends: ["one"] }),
    reading("three", { ...old, depends: ["four"] }),
    reading("four", old),
    reading("five", old),
  ];
  const linked = [reading("linked", { depends: ["five", "unknown"] })];
  assert.deepEqual([...staying(newcomers, linked, { ...rule, since })], ["three", "four"]);
  assert.deepEqual([...staying(newcomers, linked, { ...rule, since, withinMs: null })], []);
});

Deno.test("isHistory() takes a finished copy of a task that is known for news, not what an earlier log left", () => {
  const knownSince = (id: number) => id === 5 ? "2026-03-01T09:00:00.250Z" : null;
  const finished = (entry: string, linkHint: number | null) =>
    isHistory({ ...reading("a", old), extra: { entry }, linkHint }, knownSince);
  assert.equal(finished("20260301T090001Z", 5), false, "made after it");
  assert.equal(finished("20260301T090000Z", 5), true, "perhaps before, in the same second");
  assert.equal(finished("20260301T085959Z", 5), true, "made before");
  assert.equal(finished("20260301T090500Z", 7), true, "of a task that this log does not know");
  assert.equal(finished("20260301T090500Z", null), false, "never linked");
});

Deno.test("isHistory() takes what was made and finished since all was read for a copy, whatever the clock says", () => {
  const knownSince = () => "2026-03-01T09:00:00.250Z";
  const finished = (entry: string, doneAt: string, isNews: boolean) =>
    isHistory(
      { ...reading("a", { done: true, doneAt }), extra: { entry }, linkHint: 5 },
      knownSince,
      isNews,
    );
  assert.equal(finished("20260301T085841Z", "2026-03-01T08:59:34Z", true), false);
  assert.equal(finished("20260301T085841Z", "2026-03-01T08:59:34Z", false), true, "all was read");
  assert.equal(finished("20260227T085841Z", "2026-02-28T08:00:00Z", true), true, "touched now");
});

Deno.test("R24: withBlockers() reads what stayed and is waited for now, and nothing without a rule", async () => {
  const stored = [reading("a", { ...old, depends: ["b"] }), reading("b", old)];
  const asked: (readonly string[])[] = [];
  const deps = {
    log: { isKnown: (id: string) => id === "known" },
    replicas: {
      taskwarrior: {
        read: (ids: readonly string[]) => {
          asked.push(ids);
          return Promise.resolve(ids.map((id): Reading =>
            stored.find((each) => each.id === id) ??
              { kind: "gone", id, how: "deleted", changedAt: null }
          ));
        },
      },
    },
    editClock: { toServerClock: (_: unknown, each: Reading) => each },
  };
  const changed = [reading("c", { depends: ["a", "known", "deleted"] })];
  const all = await withBlockers(deps, changed, rule, signal);
  assert.deepEqual(all.map(({ id }) => id), ["c", "a", "b"]);
  assert.deepEqual(asked, [["a", "deleted"], ["b"]]);
  const none = await withBlockers(deps, changed, { ...rule, withinMs: null }, signal);
  assert.equal(none, changed);
});

Deno.test("R24: what a run was asked for goes before what is configured", () => {
  const configured = { now: () => now, finishedWithinMs: 5 };
  assert.equal(finishedRule(configured, {}).withinMs, 5);
  assert.equal(finishedRule(configured, { finishedWithinMs: 0 }).withinMs, 0);
  assert.equal(finishedRule({ now: () => now }, {}).withinMs, null);
});

Deno.test("R24: stayedNote() says how many in a line", () => {
  assert.deepEqual(stayedNote(12_340, rule), [
    "12,340 tasks finished more than 90 days ago stay in Taskwarrior only",
  ]);
  assert.deepEqual(stayedNote(1, { now, withinMs: 3_600_000 }), [
    "1 task finished more than 1 hour ago stays in Taskwarrior only",
  ]);
  assert.deepEqual(stayedNote(0, rule), []);
});

Deno.test("R24: finished tasks stay in Taskwarrior by their age, and go over when they are reopened", async () => {
  await using world = await unsureWorld();
  const { taskwarrior, account } = world;
  const project = ["Home"];
  const long = { project, done: true, doneAt: "2020-01-01T00:00:00Z" };
  const { id: home } = await account.call<{ id: number }>("POST", "/api/v2/projects", {
    title: "Home",
  });
  await account.call("POST", `/api/v2/projects/${home}/tasks`, {
    title: "in both",
    done: true,
  });
  const first = world.add({ ...long, title: "first", labels: ["old"] });
  world.add({ ...long, title: "second" });
  world.add({ ...long, title: "in both" });
  const blocker = world.add({ ...long, title: "waited for" });
  const open = world.add({ project, title: "open", depends: [blocker] });
  world.add({
    project,
    title: "just now",
    done: true,
    doneAt: new Date().toISOString().replace(/\.\d+Z/, "Z"),
  });
  const within = { finishedWithinMs: 90 * dayMs };
  const titles = async () => (await world.there()).map(({ title }) => title);
  const said = (count: string) => ({
    warnings: [],
    error: null,
    notes: [`${count} finished more than 90 days ago stay in Taskwarrior only`],
  });
  assert.deepEqual(await world.sync({}, within), said("2 tasks"));
  assert.deepEqual(await titles(), ["in both", "just now", "open", "waited for"]);
  assert.equal(taskwarrior.tasks.size, 6);
  const events = world.log.reader.eventCount();
  await world.sync({}, { ...within, full: true, allowMassDelete: false });
  const pushes = world.log.store.readAll(0, 10_000).slice(events)
    .filter(({ event }) => /^(Push|TaskGone)/.test(event.type));
  assert.deepEqual(pushes, [], "what stayed is not taken for deleted");

  taskwarrior.edit(first, { done: false, doneAt: null });
  await world.sync({}, within);
  assert.deepEqual(await titles(), ["first", "in both", "just now", "open", "waited for"]);
  taskwarrior.edit(open, { title: "open still" });
  await world.sync({});
  assert.equal((await titles()).length, 6, "without the setting all go over");
  await world.assertArrived("in the end");
});

Deno.test("onThisClock() goes by what was made lately once the clock was set back to before the log knew the task", () => {
  const knownAt = "2026-03-01T09:00:00.000Z";
  assert.equal(onThisClock(knownAt, new Date("2026-03-01T10:00:00Z")), knownAt);
  assert.equal(onThisClock(knownAt, new Date("2026-03-01T01:00:00Z")), "2026-03-01T00:00:00.000Z");
});
