import { everything as all } from "@/ports/history.ts";
import assert from "node:assert/strict";
import { jsonEqual } from "@/domain/json.ts";
import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Operation } from "@/domain/operation.ts";
import { moveId } from "@/domain/operation_origin.ts";
import { SyncError } from "@/domain/errors.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { createHistoryWorld, type HistoryWorld } from "@tests/support/history_world.ts";
import { lease } from "@tests/support/log_events.ts";
import { PairSimulation } from "@tests/support/pair_simulation.ts";

const ran: SyncEvent = {
  type: "SyncCompleted",
  data: { summary: { created: { taskwarrior: 0, vikunja: 30 }, conflicts: 1 } },
};

const titled = (title: string, operation?: TaskCommand["operation"]): TaskCommand => ({
  type: "EditTask",
  change: { title },
  conditions: { ifVersion: null, token: null },
  ...(operation === undefined ? {} : { operation }),
});

async function edited(...titles: readonly string[]): Promise<
  { readonly world: HistoryWorld; readonly pair: AgreedPair }
> {
  const world = createHistoryWorld();
  const pair = new AgreedPair();
  await world.keep(pair);
  for (const title of titles) {
    pair.change("vikunja", { title });
    pair.rest();
    pair.pass(3600);
    await world.keep(pair);
  }
  return { world, pair };
}

const titles = ({ parts }: Operation) => parts.map(({ title }) => title).join();

Deno.test("list() gives the newest first, and goes on where it ended", async () => {
  const { world: { history } } = await edited("one", "two", "three");
  const first = history.list({ ...all, n: 2 });
  assert.deepEqual(first.operations.map(titles), ["three", "two"]);
  const rest = history.list({ ...all, before: first.next });
  assert.deepEqual(rest.operations.map(titles), ["one", "milk"]);
  assert.equal(rest.next, null);
});

Deno.test("list() of one task goes on where it ended, too", async () => {
  const { world: { history }, pair } = await edited("one", "two", "three");
  const first = history.list({ ...all, task: pair.id, n: 3 });
  assert.deepEqual(first.operations.map(titles), ["three", "two", "one"]);
  const rest = history.list({ ...all, task: pair.id, before: first.next });
  assert.deepEqual([rest.operations.map(titles), rest.next], [["milk"], null]);
});

Deno.test("list() finds by side, kind, text, project and label", async () => {
  const { world, pair } = await edited("one");
  pair.do(titled("by command"));
  pair.rest();
  await world.keep(pair);
  const found = (asked: Partial<typeof all | Record<string, unknown>>) =>
    world.history.list({ ...all, ...asked }).operations.map(titles);
  assert.deepEqual(found({ by: "Vikunja" }), ["one", "milk"]);
  assert.deepEqual(found({ by: "here" }), ["by command"]);
  assert.deepEqual(found({ kind: "command" }), ["by command"]);
  assert.deepEqual(found({ text: "ONE" }), ["by command", "one"]);
  assert.deepEqual(found({ project: "inbox" }), ["by command", "one", "milk"]);
  assert.deepEqual(found({ project: "work" }), []);
  assert.deepEqual(found({ label: "none" }), []);
});

Deno.test("list() since a time leaves out what was stored before, also where the clock was set back", async () => {
  const { world, pair } = await edited("one");
  const since = new Date(Date.parse(pair.now())).toISOString();
  pair.change("vikunja", { title: "two" });
  pair.rest();
  await world.keep(pair);
  pair.pass(-86_400 * 30);
  pair.do(titled("set back"));
  await world.keep(pair);
  assert.deepEqual(world.history.list({ ...all, since }).operations.map(titles), ["two"]);
});

Deno.test("list() tells a run of many operations in a line, and one of a few with them", async () => {
  const world = createHistoryWorld();
  const many = new PairSimulation();
  for (let task = 0; task < 30; task++) many.add("taskwarrior");
  many.rest();
  await world.keep(many);
  await world.note(ran);
  const few = many.add("vikunja", { title: "a" });
  many.rest();
  many.vikunja.edit(few, { title: "b" });
  many.rest();
  await world.keep(many);
  await world.note(ran);
  const page = world.history.list(all);
  assert.deepEqual(page.operations.map(({ kind, tasks }) => `${kind} ${tasks}`), [
    "sync 1",
    "edit 1",
    "edit 1",
    "sync 30",
  ]);
  assert.equal(page.next, null);
  const run = page.operations.at(-1);
  assert.equal(run?.counts?.created.vikunja, 30);
  const whole = world.history.operation(run?.position ?? 0).parts;
  assert.equal(whole.length, 30);
  const some = world.history.operation(run?.position ?? 0, 10);
  assert.deepEqual([some.tasks, some.parts.length], [30, 10]);
  assert.deepEqual(some.parts.filter((part) => !whole.some((each) => jsonEqual(each, part))), []);
  const cut = world.history.list({ ...all, n: 4 });
  assert.deepEqual(cut.operations, page.operations);
  const rest = world.history.list({ ...all, before: cut.next });
  assert.deepEqual([rest.operations, rest.next], [[], null]);
});

Deno.test("one move over several tasks is one operation, whichever of them is looked at", async () => {
  const world = createHistoryWorld();
  const pairs = new PairSimulation();
  const tasks = ["a", "b"].map((title) => pairs.add("taskwarrior", { title }));
  pairs.rest();
  await world.keep(pairs);
  const id = moveId(world.log.history.lastPosition(), "x");
  for (const task of tasks) {
    pairs.apply(task, titled("undone", { kind: "undo", of: 1, id }));
    pairs.rest();
    await world.keep(pairs);
  }
  const [move, ...rest] = world.history.list(all).operations;
  assert.deepEqual([move?.kind, move?.of, move?.tasks, rest.length], ["undo", 1, 2, 2]);
  const [second] = world.history.list({ ...all, task: tasks[1] ?? "" }).operations;
  assert.deepEqual([second?.position, second?.tasks, second?.parts.length], [move?.position, 2, 1]);
  assert.deepEqual(world.history.operation(move?.position ?? 0), move);
});

Deno.test("operation() says that none begins there", async () => {
  const { world: { history } } = await edited("one");
  for (const position of [0, 2, 10_000]) {
    assert.throws(
      () => history.operation(position),
      (error) => error instanceof SyncError && error.code === "NOT_FOUND",
    );
  }
});

Deno.test("a point is a time, an operation or so many of them ago", async () => {
  const { world: { history }, pair } = await edited("one", "two");
  const at = (point: string) => history.taskAt(pair.id, point).title;
  const [, one] = history.list({ ...all, task: pair.id }).operations;
  assert.equal(at("now"), "two");
  assert.equal(at("@-1"), "one");
  assert.equal(at("@-2"), "milk");
  assert.equal(at(one?.id ?? ""), "one");
  assert.equal(at(new Date(Date.parse(one?.at ?? "") + 60_000).toISOString()), "one");
  for (
    const [point, code] of [["yesterday", "USAGE"], ["op-99", "NOT_FOUND"], ["@-9", "NOT_FOUND"]]
  ) {
    assert.throws(
      () => at(point ?? ""),
      (error) => error instanceof SyncError && error.code === code,
      point,
    );
  }
});

Deno.test("diff() tells both sides, and nothing of what did not change", async () => {
  const { world: { history }, pair } = await edited("one", "two");
  const { tasks } = history.diff({ task: pair.id, at: "@-1", to: null });
  assert.deepEqual(
    tasks[0]?.changes.map(({ side, field, before, after }) => [
      side,
      field,
      before,
      after,
    ]),
    [
      ["taskwarrior", "title", "one", "two"],
      ["vikunja", "title", "one", "two"],
    ],
  );
  assert.deepEqual(history.diff({ task: null, at: "@-1", to: null }).tasks, tasks);
  assert.deepEqual(history.diff({ task: null, at: "now", to: null }).tasks, []);
  assert.deepEqual(history.tasksAt("@-2").map(({ title }) => title), ["milk"]);
});

Deno.test("list() tells what was asked for between two runs, also beside one of many, and page by page", async () => {
  const world = createHistoryWorld();
  const many = new PairSimulation();
  const tasks = Array.from({ length: 30 }, () => many.add("taskwarrior"));
  many.rest();
  many.apply(tasks[3] ?? "", titled("by command"));
  many.rest();
  many.apply(tasks[4] ?? "", titled("by another"));
  many.rest();
  await world.keep(many);
  const events = [{ type: "TaskClaimed", data: lease(1) } as const];
  const expectedVersion = world.log.store.streamVersion(tasks[5] ?? "");
  await world.log.store.append([{ streamId: tasks[5] ?? "", expectedVersion, events }]);
  await world.note(ran);
  const kinds = ["sync", "claim", "command", "command"];
  const { operations, next } = world.history.list(all);
  assert.deepEqual([operations.map(({ kind }) => kind), next], [kinds, null]);
  let before: number | null = null;
  const paged: Operation[] = [];
  do {
    const page = world.history.list({ ...all, n: 1, before });
    paged.push(...page.operations);
    before = page.next;
  } while (before !== null);
  assert.deepEqual(paged, operations);
});
