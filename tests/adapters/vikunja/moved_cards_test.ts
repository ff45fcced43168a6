import assert from "node:assert/strict";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import { createKnownCards } from "@/adapters/vikunja/known_cards.ts";
import { usualVikunjaSettings } from "@/mapping/vikunja/settings.ts";
import type { Changes } from "@/ports/replica.ts";
import { adapter, memoryFacts, project, seed, signal } from "@tests/adapters/vikunja/support.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

const settings = { ...usualVikunjaSettings, asked: ["bucket"] as const };

async function board(count: number) {
  const account = await testAccount();
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

Deno.test("changes() shows a card that was moved and nothing else, for one request more, also to a new process", async () => {
  const { account, ids: [first, second], move } = await board(30);
  await using _account = account;
  const facts = memoryFacts();
  using vikunja = adapter(account, { facts, settings });
  await vikunja.everything();
  const look = (of = vikunja) =>
    of.counting(() =>
      of.changes({ cursor: vikunja.cursor(), full: false, knownCount: 30 }, signal)
    );
  const seen = ({ result }: { readonly result: Changes }) =>
    shown(result).filter(([, bucket]) => bucket !== "To-Do").toSorted();
  assert.equal((await look()).requests, 2);
  await move(first, 1);
  assert.equal((await look()).requests, 1, "a moment later it is not asked again");

  using next = adapter(account, { facts, settings });
  const after = await look(next);
  assert.deepEqual([seen(after), after.requests], [[[String(first), "Doing"]], 2]);
  await move(second, 1);
  using last = adapter(account, { facts, settings });
  assert.deepEqual(seen(await look(last)), [[String(first), "Doing"], [String(second), "Doing"]]);
});

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
