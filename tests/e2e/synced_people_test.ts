import assert from "node:assert/strict";
import { isLong } from "@tests/support/long_form.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import { createPeople } from "@tests/support/synced_people.ts";
import { noTask, withLaptops } from "@tests/support/synced_laptops.ts";
import { createLocalServer } from "@/adapters/taskchampion/local_server.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { signal } from "@tests/support/replica_hands.ts";
import { openReplica, type Person } from "@tests/support/synced_world.ts";

/** `VIKUNJA_SYNC_SEED` repeats what was edited; the gate edits the same each time. */
const anySeed = isLong ? Math.floor(Math.random() * 1e9) : 253_184_622;
const seed = Number(Deno.env.get("VIKUNJA_SYNC_SEED") ?? anySeed);
const rounds = isLong ? 500 : 8;

/** What all of it must be the same in. */
const shownOn = async (person: Person) =>
  (await person.task.export()).map((each) => ({
    title: each["description"],
    priority: { H: 3, M: 2, L: 1 }[String(each["priority"])] ?? 0,
    labels: [...each["tags"] as string[] ?? []].sort(),
  })).sort((a, b) => String(a.title) < String(b.title) ? -1 : 1);

Deno.test("two laptops, the engine and Vikunja, edited at random, offline and online: equal in the end, and nothing lost unsaid", async () => {
  await withLaptops(["one", "two"], async ({ world, laptops, place, sync }) => {
    const random = randomNumbers(seed);
    const spy = openReplica(world.folder, {
      server: createLocalServer(place, systemRuntime),
      name: "spy",
    });
    const people = createPeople({
      world,
      random,
      async sentTitle(uuid) {
        await spy.synced.pull(signal);
        const [reading] = await spy.replica.read([uuid], signal);
        return reading?.kind === "present" ? reading.task.title : null;
      },
    });
    const all = [...laptops];
    const settle = async () => {
      for (let again = 0; again < 2; again++) {
        for (const [name, person] of all) await people.sync(name, person);
        await sync([0, 3]);
      }
      for (const [name, person] of all) await people.sync(name, person);
    };
    try {
      for (let round = 0; round < rounds; round++) {
        for (let edits = random(3); edits >= 0; edits--) {
          const [name, person] = all[random(3)] ?? [null, null];
          if (name === null || person === null) await people.inVikunja();
          else await people.atLaptop(name, person);
        }
        for (const [name, person] of all) if (random(3) === 0) await people.sync(name, person);
        if (random(2) === 0) await sync([0, 3]);
        if (round % 50 === 49) await settle();
      }
      await settle();
      const [one, two] = await Promise.all(all.map(([, person]) => shownOn(person)));
      assert.deepEqual(one, two);
      const server = await world.serverTasks();
      const titles = server.map(({ title }) => title).sort();
      assert.deepEqual(one?.map(({ title }) => title), titles);
      const conflicts = await world.run(["conflicts", "--json"], noTask);
      people.assertNothingLost(titles, conflicts.stdout);
    } catch (thrown) {
      throw new Error(`with VIKUNJA_SYNC_SEED=${seed}`, { cause: thrown });
    }
  });
});
