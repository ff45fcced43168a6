import assert from "node:assert/strict";
import { fold } from "@/domain/evolve.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { PairState } from "@/domain/state.ts";
import { type ActorDeps, createActor } from "@/engine/actor.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { PushOrder } from "@/ports/push_queue.ts";
import { EngineWorld } from "@tests/support/engine_world.ts";
import { actorDeps, heldStore, look, memoryStore, settled } from "@tests/support/supervised.ts";

function actorOver(store: EventStore<SyncEvent>, deps: Partial<ActorDeps> = {}) {
  return createActor("a", actorDeps(store, deps));
}

const isFault = ({ code, message }: SyncError) =>
  code === "INTERNAL" && message.startsWith("It does not hold that");

Deno.test("an actor takes no message while it handles another one", async () => {
  const { waiting, store } = heldStore(memoryStore());
  const actor = actorOver(store);
  const first = actor.handle({ message: look("a", "milk"), posted: {} });
  await settled();
  await assert.rejects(actor.handle({ message: look("a", "bread"), posted: {} }), isFault);
  for (const { go } of waiting) go();
  await first;
  await actor.handle({ message: { type: "Look", readings: [] }, posted: {} });
});

Deno.test("an actor acts on nothing that the log has not said to have stored", async () => {
  const pushes: PushOrder[] = [];
  const store = { ...memoryStore(), append: () => Promise.resolve([]) };
  const actor = actorOver(store, { dispatch: (push) => void pushes.push(push) });
  await assert.rejects(actor.handle({ message: look("a", "milk"), posted: {} }), isFault);
  assert.deepEqual([pushes, actor.state?.version], [[], 0]);
});

Deno.test("what an actor holds after each step is the fold of its stream", async () => {
  const world = new EngineWorld();
  const ids = world.addTasks("taskwarrior", 5);
  const seen: PairState[] = [];
  const life = world.live({ onStored: ({ after }) => void seen.push(after) });
  await life.sync();
  for (const id of ids) world.taskwarrior.edit(id, { title: "changed", labels: ["a"] });
  world.pass(5);
  await life.sync();
  assert.ok(seen.length >= 20);
  for (const state of seen) {
    const events = world.store.readStream(state.streamId).slice(0, state.version);
    assert.deepEqual(state, fold(state.streamId, events.map(({ event }) => event)));
  }
});
