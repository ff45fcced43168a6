import assert from "node:assert/strict";
import type { TakenBack, TakenBackTask } from "@/domain/taken_back.ts";
import type { Input } from "@/ports/operations_table.ts";
import { folder, hostile, pageWorld, uuid } from "@tests/page/support.ts";

function planOf(count: number, linked: number): TakenBack {
  const task = (n: number): TakenBackTask => ({
    task: uuid,
    title: `${hostile} ${n}`,
    becomes: "stays",
    conflict: null,
    changes: [{ side: "vikunja", field: "priority", before: 3, after: 0 }],
    kept: [],
    lost: [],
    refused: null,
    claimedBy: null,
    pending: [],
  });
  const tasks = Array.from({ length: count }, (_, n) => task(n));
  return {
    kind: "restore",
    of: null,
    already: null,
    operation: null,
    asOf: 99,
    tasks,
    linked,
    unseen: null,
  };
}

function restoreWorld(plan: TakenBack) {
  const asked: Input<"takeBack">[] = [];
  const world = pageWorld({
    takeBack(given) {
      asked.push(given);
      return Promise.resolve(given.isPlan ? plan : { ...plan, operation: 120 });
    },
  });
  return { ...world, asked };
}

/** All that the form of a plan says. */
function formIn(html: string): Record<string, string> {
  const [, form = ""] =
    /<form class="bar" method="post" action="restore">([^]*?)<\/form>/.exec(html) ?? [];
  return Object.fromEntries(
    [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map((
      [, name, value],
    ) => [name, value]),
  );
}

Deno.test("a restore of a task shows its plan, and does what was seen, as of then", async () => {
  const { get, post, asked } = restoreWorld(planOf(1, 100));
  const html = await (await get(`restore?task=${uuid}&at=op-12`)).text();
  assert.match(html, /right after <a href="op\/12"/);
  assert.match(html, /priority high → none/);
  for (const part of ["<b onclick", "\u202e"]) assert.ok(!html.includes(part), part);
  const answer = await post("restore", formIn(html));
  assert.match(answer.headers.get("location") ?? "", new RegExp(`^/${folder}/op/120\\?said=`));
  const target = { kind: "restore", at: "op-12", tasks: [uuid], project: null, exact: false };
  assert.deepEqual(asked, [
    { target, isPlan: true, looks: false, asOf: null },
    { target, isPlan: true, looks: true, asOf: 99 },
    { target, isPlan: false, looks: false, asOf: 99 },
  ]);
});

Deno.test("a restore to a time by this machine's clock keeps to the instant, and to what else was asked", async () => {
  const { get, post, asked } = restoreWorld(planOf(2, 100));
  const html = await (await get("restore?at=2026-01-02T15:00&project=home&exact=on")).text();
  await post("restore", formIn(html));
  const at = new Date("2026-01-02T15:00").toISOString();
  for (const { target } of asked) {
    assert.deepEqual(target, { kind: "restore", at, tasks: [], project: "home", exact: true });
  }
});

Deno.test("a restore of most tasks wants to hear that these are meant, and names not more than anybody reads", async () => {
  const { get, post, asked } = restoreWorld(planOf(150, 200));
  const html = await (await get("restore?at=2026-01-02")).text();
  assert.match(html, /name="many" required/);
  assert.match(html, /and 50 more tasks/);
  assert.equal((await post("restore", formIn(html))).status, 400);
  assert.ok(asked.every(({ isPlan }) => isPlan), "nothing was done");
  assert.equal((await post("restore", { ...formIn(html), many: "on" })).status, 303);
  const { isPlan, looks } = asked.at(-1) ?? {};
  assert.deepEqual([isPlan, looks], [false, true]);
});

Deno.test("a restore without a time asks for one; an open plan is not made again by itself", async () => {
  const { get, post, asked } = restoreWorld(planOf(1, 100));
  assert.match(await (await get("restore")).text(), /type="datetime-local" name="at" required/);
  for (const at of ["yesterday", "2026-13-40", "2026-02-30T15:00", "12"]) {
    assert.equal((await get(`restore?at=${at}`)).status, 400, at);
    assert.equal((await post("restore", { at })).status, 400, at);
  }
  assert.equal((await post("restore", {})).status, 400);
  const again = await get("restore?at=op-12", { "hx-source": "main#main" });
  assert.equal(again.status, 204);
  assert.deepEqual(asked, []);
  const strange = await post("restore", { at: "op-12" }, { origin: "http://evil.example" });
  assert.deepEqual([strange.status, asked], [403, []]);
});
