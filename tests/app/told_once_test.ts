import assert from "node:assert/strict";
import { toldOnce } from "@/app/notify/told_once.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Taken } from "@/ports/notice_sets.ts";
import type { NoticeStand, ToldNotices } from "@/ports/told_notices.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

const item = (id: string): Taken => ({
  id,
  digest: "",
  line: id,
  isChange: false,
  isRepeated: false,
});

/** Hosts that share what was told, where it stands so; a day later a host that took is dead. */
function noticesWorld(given: Readonly<Record<string, NoticeStand>> = {}) {
  const time = createSimulatedTime(chanceBy(1));
  const stands = new Map(Object.entries(given));
  const shared: ToldNotices = {
    take(_set, ids) {
      return Promise.resolve(new Map(ids.map((id) => [id, stands.get(id) ?? "ours"])));
    },
    confirm: (_set, ids) => Promise.resolve(ids.forEach((id) => void stands.set(id, "told"))),
    release: (_set, ids) => Promise.resolve(ids.forEach((id) => void stands.set(id, "repeated"))),
    forget: () => Promise.resolve(0),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const told: string[] = [];
  const { signal } = new AbortController();
  const of = (tell: (taken: readonly Taken[]) => void) =>
    toldOnce({ shared, set: "check", redeliverAfterMs: 1, runtime: time.runtime, signal }, tell);
  const tell = of((taken) => {
    for (const { id, isRepeated } of taken) told.push(isRepeated ? `${id} again` : id);
  });
  return { ...time, stands, told, tell, of };
}

Deno.test("toldOnce() tells what no other host has told, and waits for what one is telling", async () => {
  const world = noticesWorld({ b: "told", c: "elsewhere", d: "elsewhere" });
  const telling = world.tell(["a", "b", "c", "d"].map(item));
  await world.pass(5_000);
  assert.deepEqual(world.told, ["a"]);
  world.stands.set("c", "told");
  // Whoever was telling it has died.
  world.stands.set("d", "repeated");
  await world.pass(1_000);
  await telling;
  assert.deepEqual(world.told, ["a", "d again"]);
  await world.tell(["a", "d"].map(item));
  assert.equal(world.told.length, 2);
});

Deno.test("toldOnce() leaves to the next what could not be told", async () => {
  const world = noticesWorld();
  const failing = world.of(() => {
    throw new SyncError("NOTIFY_FAILED", "nobody is there");
  });
  assert.equal((await refusal(failing([item("a")]))).code, "NOTIFY_FAILED");
  await world.tell([item("a")]);
  assert.deepEqual(world.told, ["a again"]);
});
