import assert from "node:assert/strict";
import { createDeliveries } from "@/app/daemon/deliveries.ts";
import { SyncError } from "@/domain/errors.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

const by = (event: string) => ({ event, shows: null });

function deliveriesOver(
  options: {
    readonly look?: (ids: readonly number[]) => Promise<void>;
    readonly isBusy?: (id: number) => boolean;
    readonly isHeldUp?: () => boolean;
    readonly isUntold?: (id: number) => boolean;
    readonly isEcho?: (id: number) => boolean;
  } = {},
) {
  const time = createSimulatedTime(chanceBy(1));
  const looks: (readonly number[])[] = [];
  let empties = 0;
  let bursts = 0;
  const deliveries = createDeliveries({
    runtime: time.runtime,
    isBusy: options.isBusy ?? (() => false),
    isHeldUp: options.isHeldUp ?? (() => false),
    isUntold: options.isUntold ?? (() => false),
    isEcho: options.isEcho ?? (() => false),
    onBurst: () => void bursts++,
    mayBurst: () => true,
    look(ids) {
      looks.push(ids);
      return options.look?.(ids) ?? Promise.resolve();
    },
    onFailure: () => {},
    onEmpty: () => void empties++,
    signal: new AbortController().signal,
  });
  return { deliveries, time, looks, empties: () => empties, bursts: () => bursts };
}

Deno.test("a look that hangs holds up no other one", async () => {
  const hangs = new Promise<void>(() => {});
  const { deliveries, time, looks } = deliveriesOver({
    look: ([id]) => id !== undefined && id <= 4 ? hangs : Promise.resolve(),
  });
  for (const id of [1, 2, 3, 4, 5, 6]) deliveries.add(id, by("task.updated"));
  await time.pass(1_500);
  assert.deepEqual(looks.flat().toSorted(), [1, 2, 3, 4, 5, 6]);
});

Deno.test("a few that wait while the server is slow are read by one list", async () => {
  const gate = Promise.withResolvers<void>();
  const { deliveries, time, bursts } = deliveriesOver({ look: () => gate.promise });
  for (let id = 1; id <= 9; id++) deliveries.add(id, by("task.updated"));
  await time.pass(250);
  assert.equal(bursts(), 0);
  await time.pass(100);
  assert.ok(bursts() > 0);
  gate.resolve();
  await time.pass(100);
});

Deno.test("what comes while others are looked at is looked at together, and each task once", async () => {
  const gate = Promise.withResolvers<void>();
  const { deliveries, time, looks, bursts } = deliveriesOver({ look: () => gate.promise });
  for (let id = 1; id <= 50; id++) deliveries.add(id, by("task.updated"));
  for (let id = 1; id <= 50; id++) deliveries.add(id, by("task.updated"));
  await time.pass(100);
  assert.deepEqual(looks, [[1], [2]]);
  assert.ok(bursts() > 0);
  gate.resolve();
  await time.pass(100);
  assert.equal(looks.slice(2).flat().length, 50);
  assert.ok(looks.length <= 4);
});

Deno.test("a task that is being written is looked at once that is over, and an echo not at all", async () => {
  let isBusy = true;
  let isEcho = false;
  const { deliveries, time, looks, empties } = deliveriesOver({
    isBusy: () => isBusy,
    isEcho: () => isEcho,
  });
  deliveries.add(1, by("task.updated"));
  await time.pass(5_000);
  assert.deepEqual(looks, []);
  assert.equal(deliveries.isOwed(), true);
  isBusy = false;
  deliveries.go();
  await time.pass(10);
  assert.deepEqual(looks, [[1]]);
  isEcho = true;
  const before = empties();
  deliveries.add(1, by("task.updated"));
  assert.deepEqual(looks, [[1]]);
  assert.equal(deliveries.isOwed(), false);
  assert.equal(empties(), before + 1);
});

Deno.test("more echoes than are taken together keep nothing behind them waiting", async () => {
  let isBusy = true;
  const { deliveries, time, looks } = deliveriesOver({
    isBusy: () => isBusy,
    isEcho: (id) => id <= 250,
  });
  for (let id = 1; id <= 251; id++) deliveries.add(id, by("task.updated"));
  isBusy = false;
  deliveries.go();
  await time.pass(10);
  assert.deepEqual(looks, [[251]]);
  assert.equal(deliveries.isOwed(), false);
});

Deno.test("one that nobody knows waits a little for the create that may tell of it", async () => {
  let isUntold = true;
  const { deliveries, time, looks } = deliveriesOver({ isUntold: () => isUntold });
  deliveries.add(1, by("task.created"));
  await time.pass(200);
  assert.deepEqual(looks, []);
  await time.pass(200);
  assert.deepEqual(looks, [[1]]);
  deliveries.add(2, by("task.created"));
  isUntold = false;
  deliveries.go();
  assert.deepEqual(looks, [[1], [2]]);
});

Deno.test("what could not be looked at is looked at again after a while, and holds up nobody", async () => {
  let isAway = true;
  const { deliveries, time, looks } = deliveriesOver({
    look: ([id]) =>
      isAway && id === 1
        ? Promise.reject(new SyncError("SERVER_UNAVAILABLE", "away"))
        : Promise.resolve(),
  });
  deliveries.add(1, by("task.updated"));
  await time.pass(10);
  assert.equal(deliveries.error()?.code, "SERVER_UNAVAILABLE");
  deliveries.add(1, by("task.updated"));
  deliveries.add(2, by("task.updated"));
  await time.pass(500);
  assert.deepEqual(looks, [[1], [2]]);
  isAway = false;
  await time.pass(5_000);
  assert.deepEqual(looks.slice(2), [[1]]);
  assert.equal(deliveries.error(), null);
  assert.equal(deliveries.isOwed(), false);
});

Deno.test("what could not be looked at, and was read in another way since, is no error any more", async () => {
  let isRead = false;
  const { deliveries, time } = deliveriesOver({
    look: () => Promise.reject(new SyncError("SERVER_UNAVAILABLE", "away")),
    isEcho: () => isRead,
  });
  deliveries.add(1, by("task.updated"));
  await time.pass(10);
  assert.equal(deliveries.error()?.code, "SERVER_UNAVAILABLE");
  isRead = true;
  await time.pass(5_000);
  assert.equal(deliveries.error(), null);
});

Deno.test("many that show nothing new are no burst", async () => {
  const gate = Promise.withResolvers<void>();
  const { deliveries, time, bursts, looks } = deliveriesOver({
    look: () => gate.promise,
    isEcho: (id) => id > 3,
  });
  for (let id = 1; id <= 50; id++) deliveries.add(id, by("task.updated"));
  await time.pass(100);
  gate.resolve();
  await time.pass(100);
  assert.deepEqual([bursts(), looks.flat().toSorted()], [0, [1, 2, 3]]);
});
