import assert from "node:assert/strict";
import { sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

const day = 86_400;
const weekly: Partial<Task> = {
  dueAt: "2026-01-05T09:00:00Z",
  repetition: { everySeconds: 7 * day, mode: 0 },
};
const secondDue = "2026-01-12T09:00:00Z";

function ours(sim: AgreedPair): readonly string[] {
  return [...sim.taskwarrior.tasks.values()]
    .map(({ task }) => `${task.title} ${task.done ? "done" : "open"} ${task.dueAt}`)
    .sort();
}

/** One finished date in Taskwarrior, the next one open, one task in Vikunja that is open. */
function assertOneCompletion(sim: AgreedPair): void {
  assert.deepEqual(ours(sim), [`milk done ${weekly.dueAt}`, `milk open ${secondDue}`]);
  const [remote] = [...sim.vikunja.tasks.values()];
  assert.equal(sim.vikunja.tasks.size, 1);
  assert.equal(remote?.task.done, false);
  assert.equal(remote?.task.dueAt, secondDue);
  const linked = [...sim.states.values()].filter((state) => state.vikunjaId !== null);
  assert.deepEqual(linked.map((state) => state.taskwarrior.task?.dueAt), [secondDue]);
  for (const state of sim.states.values()) {
    for (const side of sides) assert.equal(state[side].pending, null);
  }
}

Deno.test("decide() ends a date and starts the next when it is done in Vikunja (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  sim.change("vikunja", { done: true });
  sim.rest();
  assertOneCompletion(sim);
});

Deno.test("decide() ends a date and starts the next when it is done in Taskwarrior (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  sim.change("taskwarrior", { done: true });
  sim.rest();
  assertOneCompletion(sim);
});

Deno.test("decide() sees a date as done that was done in the second of its own write (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  sim.change("taskwarrior", { done: true });
  sim.look("taskwarrior");
  sim.push("vikunja");
  sim.rest();
  assertOneCompletion(sim);
});

Deno.test("decide() ends each of several dates that are done in one second (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  for (let time = 0; time < 3; time++) {
    const open = [...sim.taskwarrior.tasks].find(([, { task }]) => !task.done)?.[0] ?? "";
    sim.taskwarrior.edit(open, { done: true });
    sim.look("taskwarrior");
    sim.push("vikunja");
    sim.push("taskwarrior");
  }
  sim.rest();
  assert.deepEqual(ours(sim), [
    "milk done 2026-01-05T09:00:00Z",
    "milk done 2026-01-12T09:00:00Z",
    "milk done 2026-01-19T09:00:00Z",
    "milk open 2026-01-26T09:00:00Z",
  ]);
  assert.equal(sim.recorded(), 0);
});

Deno.test("decide() completes once what was done on both sides at once (trap T25)", () => {
  for (const order of [sides, [...sides].reverse()]) {
    const sim = new AgreedPair(weekly);
    for (const side of order) sim.change(side, { done: true });
    for (const side of order) sim.look(side);
    sim.rest();
    assertOneCompletion(sim);
  }
});

Deno.test("decide() completes once when the server had moved on already (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  sim.change("taskwarrior", { done: true });
  sim.look("taskwarrior");
  sim.change("vikunja", { done: true });
  sim.push("vikunja");
  sim.rest();
  assertOneCompletion(sim);
});

Deno.test("decide() completes once when the answer to the completion was lost (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  sim.change("taskwarrior", { done: true });
  sim.look("taskwarrior");
  sim.push("vikunja", "lost");
  sim.rest();
  assertOneCompletion(sim);
});

Deno.test("decide() completes once when it is seen before its answer is there (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  sim.change("taskwarrior", { done: true });
  sim.look("taskwarrior");
  sim.send("vikunja");
  sim.look(...sides);
  sim.deliver("vikunja");
  sim.rest();
  assertOneCompletion(sim);
});

Deno.test("decide() ends each of several dates, done here and there (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  const open = () => [...sim.taskwarrior.tasks].find(([, { task }]) => !task.done)?.[0] ?? "";
  sim.taskwarrior.edit(open(), { done: true });
  sim.rest();
  sim.pass(day);
  sim.vikunja.edit("7", { done: true });
  sim.rest();
  sim.pass(day);
  sim.taskwarrior.edit(open(), { done: true });
  sim.rest();
  assert.deepEqual(ours(sim), [
    "milk done 2026-01-05T09:00:00Z",
    "milk done 2026-01-12T09:00:00Z",
    "milk done 2026-01-19T09:00:00Z",
    "milk open 2026-01-26T09:00:00Z",
  ]);
});

for (const times of [2, 3, 6]) {
  Deno.test(`N18: decide() shows each date that was done in Vikunja ${times} times between two looks`, () => {
    const sim = new AgreedPair({ ...weekly, notes: "how", labels: ["red"] });
    for (let time = 0; time < times; time++) {
      sim.change("vikunja", { done: true });
      sim.pass(60);
    }
    sim.rest();
    const due = (index: number) =>
      `2026-0${index < 4 ? 1 : 2}-` +
      String((5 + 7 * index - 1) % 31 + 1).padStart(2, "0") + "T09:00:00Z";
    const finished = Array.from({ length: times }, (_, index) => `milk done ${due(index)}`);
    assert.deepEqual(ours(sim), [...finished, `milk open ${due(times)}`]);
    for (const { task } of sim.taskwarrior.tasks.values()) {
      assert.deepEqual([task.notes, task.labels], ["how", ["red"]]);
    }
    assert.equal(sim.vikunja.tasks.size, 1);
    assert.equal(sim.recorded(), 0);
    for (const state of sim.states.values()) {
      for (const side of sides) assert.equal(state[side].pending, null);
    }
    sim.rest();
    assert.equal(sim.taskwarrior.tasks.size, times + 1);
  });
}

Deno.test("N18: a date found finished that is opened again in Taskwarrior is a task of its own", () => {
  const sim = new AgreedPair(weekly);
  for (let time = 0; time < 2; time++) sim.change("vikunja", { done: true });
  sim.rest();
  const [id] =
    [...sim.taskwarrior.tasks].find(([, { task }]) => task.done && task.dueAt === secondDue) ?? [];
  sim.taskwarrior.edit(id ?? "", { done: false });
  sim.rest();
  assert.equal(sim.vikunja.tasks.size, 2);
  assert.equal(sim.recorded(), 0);
});

Deno.test("N18: decide() makes no date of a task that somebody gave another due date", () => {
  for (const dueAt of ["2026-01-13T09:00:00Z", "2026-01-19T10:00:00Z", "2027-01-04T09:00:00Z"]) {
    const sim = new AgreedPair(weekly);
    sim.change("vikunja", { done: true });
    sim.change("vikunja", { dueAt });
    sim.rest();
    assert.deepEqual(ours(sim), [`milk done ${weekly.dueAt}`, `milk open ${dueAt}`].sort());
  }
});

Deno.test("decide() starts a next one without a date where there is none, each time anew (trap T25)", () => {
  const sim = new AgreedPair({ repetition: { everySeconds: day, mode: 2 } });
  for (let time = 0; time < 3; time++) {
    sim.pass(60);
    sim.vikunja.edit("7", { done: true });
    sim.rest();
  }
  assert.deepEqual(ours(sim), [
    "milk done null",
    "milk done null",
    "milk done null",
    "milk open null",
  ]);
});

Deno.test("decide() follows the server's next date of a monthly task (trap T25)", () => {
  const sim = new AgreedPair({
    dueAt: "2026-01-31T09:00:00Z",
    repetition: { everySeconds: 0, mode: 1 },
  });
  sim.change("taskwarrior", { done: true });
  sim.look("taskwarrior");
  sim.push("vikunja");
  sim.vikunja.edit("7", { dueAt: "2026-03-03T09:00:00Z" });
  sim.rest();
  assert.deepEqual(ours(sim), ["milk done 2026-01-31T09:00:00Z", "milk open 2026-03-03T09:00:00Z"]);
});

Deno.test("decide() starts a date of its own where one of that name is finished (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  for (let time = 0; time < 3; time++) {
    sim.vikunja.edit("7", { done: true });
    sim.rest();
    sim.pass(60);
    sim.vikunja.edit("7", { dueAt: weekly.dueAt ?? null });
    sim.rest();
    sim.pass(60);
  }
  assert.equal(sim.taskwarrior.tasks.size, 4);
  assert.deepEqual(ours(sim).at(-1), `milk open ${weekly.dueAt}`);
});

Deno.test("decide() makes a finished date that is opened again a task of its own (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  sim.change("vikunja", { done: true });
  sim.rest();
  sim.pass(60);
  sim.taskwarrior.edit(sim.id, { done: false });
  sim.rest();
  assert.equal(sim.vikunja.tasks.size, 2);
  assert.deepEqual(ours(sim), [`milk open ${weekly.dueAt}`, `milk open ${secondDue}`]);
  assert.equal(sim.task("vikunja")?.repetition, null);
  sim.taskwarrior.edit(sim.id, { done: true });
  sim.rest();
  assert.equal(sim.task("vikunja")?.done, true);
});

Deno.test("decide() carries an edit of the title over to the next date as well (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  sim.change("taskwarrior", { title: "bread" });
  sim.change("vikunja", { done: true });
  sim.rest();
  assert.deepEqual(ours(sim), [`bread done ${weekly.dueAt}`, `bread open ${secondDue}`]);
  assert.equal(sim.vikunja.tasks.get("7")?.task.title, "bread");
});

Deno.test("decide() starts the next date in the transaction that ends the last one (trap T25)", () => {
  const sim = new AgreedPair(weekly);
  sim.change("vikunja", { done: true });
  sim.look("vikunja");
  assert.equal(sim.pair.finished?.next, `next-7-${secondDue}`);
  const next = sim.state(`next-7-${secondDue}`);
  assert.equal(next.vikunjaId, 7);
  assert.equal(next.taskwarrior.pending?.push.kind, "create");
});

Deno.test("decide() lets a completion beat a deletion in Taskwarrior, and says so (trap T15)", () => {
  const sim = new AgreedPair(weekly);
  sim.delete("taskwarrior");
  sim.change("vikunja", { done: true });
  sim.rest();
  assert.deepEqual(ours(sim), [`milk open ${secondDue}`]);
  assert.equal(sim.recorded(), 1);
});

Deno.test("decide() takes a repeat rule that was added for no completion (trap T25)", () => {
  const sim = new AgreedPair({}, "taskwarrior");
  sim.change("vikunja", { ...weekly });
  sim.rest();
  assert.deepEqual(ours(sim), [`milk open ${weekly.dueAt}`]);
});

Deno.test("decide() asks again to end a date whose end was refused, and takes it for no reopening", () => {
  const sim = new AgreedPair(weekly);
  sim.change("vikunja", { done: true });
  sim.look("vikunja");
  const { pending } = sim.pair.taskwarrior;
  const reading = sim.taskwarrior.reading(sim.id);
  const request = pending?.request ?? 0;
  sim.do({ type: "RefusePush", side: "taskwarrior", request, reading });
  sim.rest();
  assertOneCompletion(sim);
});
