import assert from "node:assert/strict";
import { createAskOwner } from "@/app/hosts/ask_owner.ts";
import { SyncError } from "@/domain/errors.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";
import { memoryRequests, ownerThere } from "@tests/support/memory_owner_requests.ts";
import { ownerRequestsContract } from "@tests/support/owner_requests_contract.ts";

ownerRequestsContract("memoryRequests()", () => {
  const memory = memoryRequests();
  return Promise.resolve({
    requests: memory.requests,
    takeOver: () => Promise.resolve(++memory.epoch),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
});

/** One asks; the owner does what the test does. */
function askWorld() {
  const time = createSimulatedTime(chanceBy(1));
  const memory = memoryRequests(time.nowMs);
  const ask = createAskOwner({ ...memory, runtime: time.runtime, waitMs: 5_000 });
  const stop = new AbortController();
  return {
    ...time,
    memory,
    stop,
    ask: () => ask("add", "{}", stop.signal),
    take: async () => (await memory.requests.take(memory.epoch, [], 9)).map(({ id }) => id),
    answer: (id: string) => memory.requests.answer(memory.epoch, [{ id, answer: `of ${id}` }]),
    /** What it came to, in at most ten minutes. */
    async came(work: Promise<string | null>): Promise<string | SyncError | null | undefined> {
      let came: string | SyncError | null | undefined;
      work.then((answer) => came = answer, (error) => came = error);
      await time.pass(600_000, () => came !== undefined);
      return came;
    },
  };
}

function refusalOf(came: unknown): SyncError {
  assert.ok(came instanceof SyncError, String(came));
  assert.ok(came.retryable);
  return came;
}

Deno.test("askOwner() does not say that nothing was done where its request is not there any more", async () => {
  for (const isTidied of [true, false]) {
    const world = askWorld();
    const asked = world.ask();
    await world.pass(4_000);
    const [id = ""] = world.memory.kept.keys();
    if (isTidied) (world.memory.kept as Map<string, unknown>).delete(id);
    else world.memory.failNext("lost");
    const { code } = refusalOf(await world.came(asked));
    assert.equal(code, isTidied ? "DAEMON_GONE" : "LOCKED");
  }
});

Deno.test("askOwner() gives those who ask at once each its own answer", async () => {
  const world = askWorld();
  const asked = [world.ask(), world.ask()];
  await world.pass(500);
  const ids = await world.take();
  for (const id of ids.toReversed()) await world.answer(id);
  assert.deepEqual(
    [await world.came(asked[0] as Promise<string>), await world.came(asked[1] as Promise<string>)],
    ids.map((id) => `of ${id}`),
  );
});

Deno.test("askOwner() asks nobody where nobody owns the list, or a command that takes no requests", async () => {
  const world = askWorld();
  for (const owner of [null, { ...ownerThere, command: "sync" }]) {
    world.memory.owner = owner;
    assert.equal(await world.came(world.ask()), null);
  }
  assert.equal(world.memory.kept.size, 0);
});

Deno.test("askOwner() takes a request back that the owner does not begin, and says that nothing was done", async () => {
  const world = askWorld();
  const { code, message, hint } = refusalOf(await world.came(world.ask()));
  assert.equal(code, "LOCKED");
  assert.match(message, /a, which has the list team at .* does not take it up/);
  assert.match(hint ?? "", /Nothing was done/);
  assert.equal(world.memory.kept.size, 0);
});

Deno.test("askOwner() waits for what was begun, over a take-over, and says so where nobody answers any more", async () => {
  const world = askWorld();
  const asked = world.ask();
  await world.pass(1_000);
  const [id = ""] = await world.take();
  world.memory.owner = null;
  await world.pass(25_000);
  world.memory.owner = { ...ownerThere, host: "b" };
  world.memory.epoch++;
  await world.pass(60_000);
  await world.take();
  await world.answer(id);
  assert.equal(await world.came(asked), `of ${id}`);

  const forsaken = world.ask();
  await world.pass(1_000);
  await world.take();
  world.memory.owner = null;
  const { code, hint } = refusalOf(await world.came(forsaken));
  assert.equal(code, "DAEMON_GONE");
  assert.match(hint ?? "", /may have been done/);
});

Deno.test("askOwner() puts a request once, whatever answers of the database are lost", async () => {
  const world = askWorld();
  const asked = world.ask();
  await world.pass(0);
  world.memory.failNext("lost", 2);
  await world.pass(1_000);
  const ids = await world.take();
  assert.equal(ids.length, 1);
  world.memory.failNext("away", 3);
  await world.answer(ids[0] ?? "").catch(() => {});
  await world.pass(1_000);
  await world.answer(ids[0] ?? "");
  assert.equal(await world.came(asked), `of ${ids[0]}`);
});

Deno.test("askOwner() says that it does not know what came of it where the database stays away", async () => {
  const world = askWorld();
  const asked = world.ask();
  await world.pass(1_000);
  world.memory.failNext("away", 1_000);
  assert.equal(refusalOf(await world.came(asked)).code, "DAEMON_GONE");
  const other = askWorld();
  await other.memory.requests.owner();
  const early = other.ask();
  await Promise.resolve();
  other.memory.failNext("away", 1_000);
  const came = refusalOf(await other.came(early));
  assert.equal(came.code, "DAEMON_GONE");
});

Deno.test("askOwner() that is broken off takes back what was not begun, and says so where it was", async () => {
  const world = askWorld();
  const asked = world.ask();
  await world.pass(1_000);
  world.stop.abort(new SyncError("ABORTED", "stopped", { retryable: true }));
  assert.equal(refusalOf(await world.came(asked)).code, "ABORTED");
  assert.equal(world.memory.kept.size, 0);

  const other = askWorld();
  const begun = other.ask();
  await other.pass(1_000);
  await other.take();
  other.stop.abort(new SyncError("ABORTED", "stopped", { retryable: true }));
  assert.equal(refusalOf(await other.came(begun)).code, "DAEMON_GONE");
});

Deno.test("askOwner() says that it cannot say where it is broken off before it knows that its request was stored", async () => {
  const world = askWorld();
  const asked = world.ask();
  asked.catch(() => {});
  // Looking for the owner comes first.
  await null;
  world.memory.failNext("lost", 9);
  await world.pass(300);
  world.stop.abort(new SyncError("ABORTED", "stopped"));
  assert.equal(refusalOf(await world.came(asked)).code, "DAEMON_GONE");
  assert.equal(world.memory.kept.size, 1);
});
