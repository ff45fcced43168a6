import assert from "node:assert/strict";
import { createNamedTasks } from "@/triggers/wakes.ts";

const by = (event: string, shows: string | null = null) => ({ event, shows });
const all = () => true;

Deno.test("take() gives each task once, with all that named it, and then nothing", () => {
  const named = createNamedTasks();
  named.add(1, by("task.updated"));
  named.add(2, by("task.updated"));
  named.add(1, by("task.created", "b"));
  assert.equal(named.size, 2);
  assert.deepEqual(
    [...named.take(all, 10)],
    [[1, [by("task.updated"), by("task.created", "b")]], [2, [by("task.updated")]]],
  );
  assert.equal(named.size, 0);
  assert.equal(named.take(all, 10).size, 0);
});

Deno.test("take() leaves what is not ready, and what is too much at once, in its place", () => {
  const named = createNamedTasks();
  for (const id of [1, 2, 3, 4]) named.add(id, by(""));
  assert.deepEqual([...named.take((id) => id !== 1, 2).keys()], [2, 3]);
  assert.deepEqual([...named.take(all, 10).keys()], [1, 4]);
});

Deno.test("add() says where there are so many that everything is to be read", () => {
  const named = createNamedTasks();
  for (let id = 1; id <= 5_000; id++) assert.equal(named.add(id, by("")), true);
  assert.equal(named.add(5_001, by("")), false);
  assert.equal(named.add(1, by("")), true);
  assert.equal(named.size, 5_000);
});

Deno.test("of many deliveries for one task, somebody else's are taken to be among them", () => {
  const named = createNamedTasks();
  for (let count = 0; count <= 20; count++) named.add(1, by("task.updated", "a"));
  assert.deepEqual(named.take(all, 1).get(1)?.[0], by(""));
});
