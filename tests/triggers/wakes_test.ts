import assert from "node:assert/strict";
import { createWakes } from "@/triggers/wakes.ts";

const never = new AbortController().signal;

const by = (event: string) => ({ event, shows: null });

Deno.test("take() gives null when nothing woke", () => {
  assert.equal(createWakes().take(), null);
});

Deno.test("take() gives what piled up as one, and then nothing", () => {
  const wakes = createWakes();
  wakes.add({ ids: [1, 2], event: "task.updated" });
  wakes.add({ ids: [1], event: "task.created" });
  wakes.add({ changes: true });
  wakes.add({ ids: [3] });
  assert.deepEqual(wakes.take(), {
    ids: new Map([[1, [by("task.updated"), by("task.created")]], [2, [by("task.updated")]], [3, [
      by(""),
    ]]]),
    changes: true,
    full: false,
  });
  assert.equal(wakes.take(), null);
});

Deno.test("take() gives an empty one where somebody only said to look at Taskwarrior", () => {
  const wakes = createWakes();
  wakes.add({});
  assert.deepEqual(wakes.take(), { ids: new Map(), changes: false, full: false });
});

Deno.test("take() asks for everything when one of many did", () => {
  const wakes = createWakes();
  wakes.add({ full: true });
  wakes.add({});
  assert.equal(wakes.take()?.full, true);
});

Deno.test("putBack() wakes nobody, and what it gave back comes with the next", () => {
  const wakes = createWakes();
  wakes.add({ ids: [7], event: "task.updated", full: true });
  const taken = wakes.take();
  assert.ok(taken !== null);
  wakes.putBack(taken);
  assert.equal(wakes.take(), null);
  wakes.add({ ids: [8] });
  assert.deepEqual(wakes.take(), {
    ids: new Map([[7, [by("")]], [8, [by("")]]]),
    changes: false,
    full: true,
  });
});

Deno.test("next() resolves at the next add()", async () => {
  const wakes = createWakes();
  let isWoken = false;
  const woken = wakes.next(never).then(() => isWoken = true);
  await Promise.resolve();
  assert.equal(isWoken, false);
  wakes.add({});
  await woken;
});

Deno.test("next() resolves at once where something waits", async () => {
  const wakes = createWakes();
  wakes.add({});
  await wakes.next(never);
});

Deno.test("next() resolves when the signal comes, before and while it waits", async () => {
  const wakes = createWakes();
  await wakes.next(AbortSignal.abort());
  const stop = new AbortController();
  const waiting = wakes.next(stop.signal);
  stop.abort();
  await waiting;
  assert.equal(wakes.take(), null);
});

Deno.test("S11: take() gives bounded work, however many deliveries came", () => {
  const wakes = createWakes();
  for (let n = 0; n < 10_000; n++) wakes.add({ ids: [7], event: "task.updated", shows: "x" });
  const seven = wakes.take()?.ids.get(7) ?? [];
  assert.equal(seven.length, 20);
  assert.deepEqual(seven[0], { event: "", shows: null });
  for (let id = 1; id <= 6_000; id++) wakes.add({ ids: [id], event: "task.updated", shows: "x" });
  const many = wakes.take();
  assert.deepEqual([many?.ids.size, many?.full], [5_000, true]);
  assert.deepEqual(many?.ids.get(5_000), [{ event: "task.updated", shows: null }]);
});
