import assert from "node:assert/strict";
import type { Database, Row } from "@/adapters/postgres/database.ts";
import { gathered } from "@/adapters/postgres/gathered.ts";
import { watchLists } from "@/adapters/postgres/watch_lists.ts";
import { SyncError } from "@/domain/errors.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

/** A database whose lists stand so, and which counts what it is asked. */
function watchWorld() {
  const time = createSimulatedTime(chanceBy(1));
  const lists = new Map<string, Row>();
  const state = { asked: 0, isAway: false };
  const db = {
    query(_sql: string, [names]: readonly string[]) {
      state.asked++;
      if (state.isAway) return Promise.reject(new SyncError("STORE_UNAVAILABLE", "away"));
      const known = [...lists].filter(([list]) => names?.includes(`"${list}"`));
      return Promise.resolve(known.map(([list, row]) => ({ list, ...row })));
    },
  } as unknown as Database;
  const watching = watchLists({ db, service: "", place: {} as never, runtime: time.runtime });
  const called: string[] = [];
  return {
    ...time,
    lists,
    state,
    called,
    hear: (list: string) => watching.hear("events", list, () => void called.push(list)),
    [Symbol.dispose]: watching[Symbol.dispose],
  };
}

Deno.test("watchLists() asks once a second for all, and calls those that can be taken", async () => {
  using world = watchWorld();
  const names = Array.from({ length: 100 }, (_, at) => `l${at}`);
  for (const name of names) world.lists.set(name, { stand: "a 1", free: false });
  const hearing = names.map(world.hear);
  await world.pass(10_500);
  assert.deepEqual([world.state.asked, world.called], [10, []]);
  world.lists.set("l7", { stand: "a 1", free: true });
  await world.pass(1_000);
  assert.deepEqual(world.called, ["l7"]);
  for (const each of hearing) each[Symbol.dispose]();
  await world.pass(10_000);
  assert.equal(world.state.asked, 11);
});

Deno.test("watchLists() tells of new events now and then, of all of them in the end", async () => {
  using world = watchWorld();
  world.lists.set("anna", { stand: "a 1", free: false });
  world.hear("anna");
  await world.pass(1_500);
  for (let head = 2; head < 22; head++) {
    world.lists.set("anna", { stand: `a ${head}`, free: false });
    await world.pass(1_000);
  }
  assert.equal(world.called.length, 2);
  await world.pass(10_000);
  assert.equal(world.called.length, 3);
  await world.pass(60_000);
  assert.equal(world.called.length, 3);
});

Deno.test("watchLists() calls all once the database is there again: nobody knows what happened", async () => {
  using world = watchWorld();
  world.lists.set("anna", { stand: "a 1", free: false });
  world.hear("anna");
  await world.pass(1_500);
  world.state.isAway = true;
  await world.pass(5_000);
  assert.deepEqual(world.called, []);
  world.state.isAway = false;
  await world.pass(5_000);
  assert.deepEqual(world.called, ["anna"]);
});

Deno.test("gathered() asks together for what comes within its time, and anew after", async () => {
  const { runtime, pass } = createSimulatedTime(chanceBy(1));
  const asked: (readonly string[])[] = [];
  const ask = gathered<string, number>(runtime, 100, (keys) => Promise.resolve(asked.push(keys)));
  const answers: number[] = [];
  for (const key of ["a", "b"]) void ask(key).then((answer) => answers.push(answer));
  await pass(150);
  void ask("c").then((answer) => answers.push(answer));
  await pass(150);
  assert.deepEqual([asked, answers], [[["a", "b"], ["c"]], [1, 1, 2]]);
});
