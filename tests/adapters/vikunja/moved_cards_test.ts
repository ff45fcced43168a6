import assert from "node:assert/strict";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import { createKnownCards } from "@/adapters/vikunja/known_cards.ts";
import { usualVikunjaSettings } from "@/mapping/vikunja/settings.ts";
import type { Changes } from "@/ports/replica.ts";
import { adapter, memoryFacts, project, seed, signal } from "@tests/adapters/vikunja/support.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

const settings = { ...usualVikunjaSettings, asked: ["bucket"] as const };

async function board(count: number, now: () => Date) {
  const account = await testAccount("2.5", now);
  const id = await project(account, "P");
  const ids = await seed(account, id, count);
  const views = await account.call("GET", `/api/v1/projects/${id}/views`) as readonly RawObject[];
  const view = views.find((each) => each["view_kind"] === "kanban")?.["id"];
  const buckets = `/api/v1/projects/${id}/views/${view}/buckets`;
  const columns = await account.call("GET", buckets) as readonly RawObject[];
  const move = (task: number | undefined, column: number) =>
    account.call("POST", `${buckets}/${columns[column]?.["id"]}/tasks`, { task_id: task ?? 0 });
  return { account, ids, move };
}

function shown({ readings }: Changes): readonly (readonly [string, string | undefined])[] {
  return readings.flatMap((each) =>
    each.kind === "present" ? [[each.id, each.task.bucket] as const] : []
  );
}

// The few are all in each list of what changed last, without being told of.
for (const count of [3, 30]) {
  Deno.test(`changes() shows a card that was moved and nothing else, for one request more, also to a new process (${count} tasks)`, async () => {
    let passedMs = 0;
    const startedAt = Date.now();
    const now = () => new Date(startedAt + passedMs);
    const elapsed = () => passedMs;
    const { account, ids: [first, second, third], move } = await board(count, now);
    await using _account = account;
    const facts = memoryFacts(now);
    const options = { facts, settings, now, elapsed };
    using vikunja = adapter(account, options);
    await vikunja.everything();
    async function look(afterMs: number, of = vikunja) {
      passedMs += afterMs;
      const { result, requests } = await of.counting(() =>
        of.changes({ cursor: vikunja.cursor(), full: false, knownCount: count }, signal)
      );
      return [shown(result), requests];
    }
    const [one, two] = [[String(first), "Doing"], [String(second), "Doing"]];
    await look(600_000);
    // The window passes the others.
    await account.call("PATCH", `/api/v2/tasks/${third}`, { title: "changed" });
    assert.deepEqual(await look(60_000), [[[String(third), "To-Do"]], 2]);
    await move(first, 1);
    assert.deepEqual(await look(60_000), [[one], 2]);
    assert.deepEqual(await look(0), [[], 1], "a moment later it is not asked again");
    assert.deepEqual(await look(30_000), [[one], 2], "once more");
    assert.deepEqual(await look(30_000), [[], 2]);

    await move(second, 1);
    using other = adapter(account, options);
    assert.deepEqual(await look(0, other), [[one, two], 2]);
    await move(second, 0);
    using last = adapter(account, options);
    assert.deepEqual(await look(0, last), [[one, [String(second), "To-Do"]], 2]);
  });
}

const task = (id: number, ...columns: readonly number[]): RawObject => ({
  id,
  done: false,
  buckets: columns.map((column) => ({ id: column, title: "" })),
});

function knownCards(...tasks: readonly RawObject[]) {
  const cards = createKnownCards({ cache: memoryFacts(), url: "u" });
  cards.see(tasks);
  return cards;
}

Deno.test("KnownCards asks for cards in another column, in a column that is new, and for each task in one address", () => {
  assert.deepEqual(createKnownCards({ cache: memoryFacts(), url: "u" }).filters(), []);
  const few = knownCards(task(1, 7), task(2, 7, 20), task(3, 8));
  assert.deepEqual(few.filters(), [
    "done = false && (bucket_id not in 7,20,8 || (bucket_id = 7 && id not in 1,2) || " +
    "(bucket_id = 20 && id not in 2) || (bucket_id = 8 && id not in 3))",
  ]);
  const ids = Array.from({ length: 1_000 }, (_, at) => 100_000 + at);
  const [first = "", second = "", third = "", ...more] = knownCards(
    ...ids.map((id) => task(id, 7)),
  ).filters();
  assert.deepEqual(more, []);
  assert.match(first, /^done = false && id < 100400 && \(/);
  assert.match(second, /^done = false && id >= 100400 && id < 100800 && \(/);
  assert.match(third, /^done = false && id >= 100800 && \(/);
  for (const filter of [first, second, third]) {
    assert.ok(encodeURIComponent(filter).length < 6_000);
  }
});

Deno.test("KnownCards asks once more for what moved, and no more for what it cannot tell from where it was", () => {
  const cards = knownCards(task(1, 7), task(2, 7), task(3, 8));
  cards.meet([task(1, 8)]);
  const anywhere = /bucket_id = 7 && id not in 2\) .* id not in 3\)/;
  assert.match(cards.filters().join(), anywhere, "whoever was told of it may not have got to it");
  cards.meet([task(1, 7)]);
  assert.match(cards.filters().join(), anywhere, "moved back");
  cards.meet([task(1, 8)]);
  cards.meet([task(1, 8)]);
  assert.match(cards.filters().join(), /bucket_id = 7 && id not in 2\) .* id not in 1,3\)/);
  // It has a card where this account sees none.
  cards.meet([task(2, 7)]);
  assert.match(cards.filters().join(), /\(bucket_id not in 7,8 && id not in 2\)/);
  cards.seenAll(new Set([1, 3]));
  assert.doesNotMatch(cards.filters().join(), /id not in 2/);
});
