import assert from "node:assert/strict";
import { byHand } from "@/domain/dropped.ts";
import type { SyncEvent } from "@/domain/events.ts";
import { SyncError } from "@/domain/errors.ts";
import { logStreamId } from "@/domain/events.ts";
import type { Taken } from "@/ports/notice_sets.ts";
import { conflict, failed, milk, observed, requested } from "@tests/support/log_events.ts";
import { type NoticesWorld, noticesWorld } from "@tests/support/notices_world.ts";

const { signal } = new AbortController();
const hourMs = 3_600_000;

function seen(
  title: string,
  dueAt: string | null,
  more: { readonly done?: boolean } = {},
): SyncEvent {
  const { type, data } = observed("taskwarrior");
  return { type, data: { ...data, task: { ...milk, title, dueAt, comments: [], ...more } } };
}

/** A look at Vikunja: who is assigned, and who said what. */
function told(assignees: readonly string[], comments: Readonly<Record<string, string>>): SyncEvent {
  const { type, data } = observed("vikunja");
  const task = {
    ...milk,
    title: "Roof",
    dueAt: null,
    assignees,
    comments: Object.keys(comments).map((id) => ({ id, text: `<p>It is <b>${id}</b></p>` })),
  };
  return { type, data: { ...data, task, extra: { comment_authors: comments } } };
}

const synced: SyncEvent = { type: "SyncCompleted", data: { summary: {} } };

/** Due an hour ago, in five hours, in nine days; synced just now. */
async function worldWithDates(config?: string): Promise<NoticesWorld> {
  const world = await noticesWorld(config);
  await world.append("a", seen("Milk", "2026-11-21T11:00:00Z"));
  await world.append("b", seen("Bread", "2026-11-21T17:00:00Z"));
  await world.append("c", seen("Later", "2026-11-30T12:00:00Z"));
  await world.append(logStreamId, synced);
  return world;
}

Deno.test("notify check tells of each due date once, and of a new one again", async () => {
  const world = await worldWithDates();
  assert.deepEqual(await world.check(), ["overdue Milk", "due Bread"]);
  assert.deepEqual(await world.check(), []);
  await world.append("a", seen("Milk", "2026-11-21T10:00:00Z"));
  await world.append("b", seen("Bread", "2026-11-21T17:00:00Z", { done: true }));
  assert.deepEqual(await world.check(), ["overdue Milk"]);
  const far = await worldWithDates('[notify]\ndue_within = "10d"\n');
  assert.deepEqual(await far.check(), ["overdue Milk", "due Bread", "due Later"]);
});

Deno.test("notify check says that nothing was ever synced, and that it was long ago", async () => {
  const world = await noticesWorld();
  assert.deepEqual(await world.check(), ["stale"]);
  await world.append(logStreamId, synced);
  assert.deepEqual(await world.check(), []);
  world.later(25 * hourMs);
  assert.deepEqual(await world.check(), ["stale"]);
  assert.deepEqual(await world.check(), []);
});

Deno.test("notify check tells of what others assign and say, each time they do, and not of our own", async () => {
  const world = await worldWithDates('[notify]\nkinds = ["assigned", "comment"]\n');
  await world.append("d", told([], { mine: "ada" }));
  assert.deepEqual(await world.check(), []);
  await world.append("d", told(["ada"], { mine: "ada", wet: "ann" }));
  const { shown } = await world.checked();
  assert.deepEqual(shown.map(({ text }) => text), ["Roof is yours now", "ann on Roof: It is wet"]);
  await world.append("d", told([], { mine: "ada", wet: "ann" }));
  assert.deepEqual(await world.check(), []);
  await world.append("d", told(["ada"], { mine: "ada", wet: "ann", dry: "ann" }));
  assert.deepEqual(await world.check(), ["assigned Roof", "comment Roof"]);
});

Deno.test("notify check looks for news as whom the configuration names, and says where nobody is known", async () => {
  const world = await worldWithDates('[notify]\nkinds = ["comment"]\nme = "ann"\n');
  await world.append("d", told([], { mine: "ada", wet: "ann" }));
  assert.deepEqual((await world.checked()).shown.map(({ text }) => text), [
    "ada on Roof: It is mine",
  ]);
  const unknown = await worldWithDates();
  unknown.me = null;
  await unknown.check();
  assert.match(unknown.warnings.join(), /it is not known who you are in Vikunja/);
});

Deno.test("notify check tells of conflicts, and of a change that has not arrived", async () => {
  const world = await worldWithDates('[notify]\nkinds = ["conflict", "unsent"]\n');
  await world.append("c", conflict("x"));
  assert.deepEqual((await world.check()).map((line) => line.split(" ")[0]), ["conflict"]);
  const { type, data } = requested("vikunja");
  const request = { type, data: { ...data, requestedAt: "2026-11-21T11:30:00.000Z" } };
  await world.append("c", request, failed("vikunja", 3, "2026-11-21T12:10:00.000Z"));
  assert.deepEqual(await world.check(), []);
  world.later(2 * hourMs);
  const { type: given, data: dead } = failed("vikunja", 3, null);
  const dropped = { ...dead, code: "ABORTED", message: byHand } as const;
  const older = { type, data: { ...data, requestedAt: "2026-11-21T10:00:00.000Z" } };
  await world.append("other", seen("Other", null), older, { type: given, data: dropped });
  assert.deepEqual(await world.check(), ["unsent Later"]);
  assert.deepEqual(await world.check(), []);
});

Deno.test("notify check tells each target by itself, and again where that was not to be had", async () => {
  const world = await worldWithDates();
  const to = ["command", "desktop", "terminal"] as const;
  const command = ["notify-me"];
  world.down.add("command");
  const { shown, outcome } = await world.checked({ to, command });
  assert.deepEqual(shown.map(({ title }) => title), ["Milk", "Bread"]);
  assert.deepEqual(outcome.told, { desktop: 2 });
  assert.deepEqual(outcome.failed.map(({ code }) => code), ["NOTIFY_FAILED"]);
  world.down.clear();
  world.told.length = 0;
  const again = await world.checked({ to, command });
  assert.deepEqual(again.outcome.told, { command: 2, desktop: 0 });
  const [[target, telling] = []] = world.told;
  assert.equal(target, "command");
  assert.match(telling?.body ?? "", /Milk .*\(perhaps told before\)/);
});

Deno.test("notify check tells each thing to one of many that run at once", async () => {
  const world = await worldWithDates();
  const given = { set: "check", to: null, command: null, redeliverAfterMs: 60_000 };
  const all: string[] = [];
  const runs = Array.from({ length: 4 }, () =>
    world.another().check(given, (shown) => {
      all.push(...shown.map(({ title }) => String(title)));
    }, signal));
  await Promise.all(runs);
  assert.deepEqual(all.toSorted(), ["Bread", "Milk"]);
});

Deno.test("notify check refuses a target that is not set up, and tells nobody", async () => {
  const world = await worldWithDates();
  for (const target of ["ntfy", "webhook", "command"] as const) {
    await assert.rejects(world.check({ to: ["desktop", "terminal", target] }), {
      code: "CONFIG",
      message: `Cannot tell the ${target}: it is not set`,
    });
  }
  assert.deepEqual(world.told, []);
  assert.deepEqual(await world.check(), ["overdue Milk", "due Bread"]);
});

/** A set by its ids, for which nothing has to change. */
const once = { set: "s", pointer: "/id", changed: false, redeliverAfterMs: hourMs };

async function reported(world: NoticesWorld, by = world.notices): Promise<readonly Taken[]> {
  const all: Taken[] = [];
  const options = { ...once, together: false };
  await by.reportNew(options, (taken) => void all.push(...taken), signal);
  return all;
}

Deno.test("notify new prints each item once, and again where nobody may have it", async () => {
  const world = await noticesWorld();
  world.input = '{"id":1}\n{"id":2}\n';
  const options = { ...once, together: false };
  const broken = () => {
    throw new Error("a pipe that nobody reads");
  };
  await assert.rejects(
    world.notices.reportNew(options, broken, signal),
    /a pipe that nobody reads/,
  );
  assert.deepEqual((await reported(world)).map(({ isRepeated }) => isRepeated), [true, true]);
  assert.deepEqual(await reported(world), []);
  assert.deepEqual(world.notices.sets(), [{ name: "s", seen: 2 }]);
});

Deno.test("notify new says that the disk is full where stdout is on it", async () => {
  const world = await noticesWorld();
  world.input = '{"id":1}\n';
  const options = { ...once, together: true };
  for (const isWrapped of [false, true]) {
    const full = Object.assign(new Error("No space left on device"), { code: "ENOSPC" });
    const print = () => {
      throw isWrapped ? new SyncError("OUTPUT", "Cannot write to stdout", { cause: full }) : full;
    };
    await assert.rejects(world.notices.reportNew(options, print, signal), {
      code: "DISK_FULL",
      hint: "What was not printed is printed by the next run.",
    });
  }
});

Deno.test("notify forget forgets what it is told to, and says where there is no such set", async () => {
  const world = await noticesWorld();
  const all = { ids: [], olderThanMs: null };
  assert.deepEqual(world.notices.sets(), []);
  assert.throws(() => world.notices.forget("s", all), { code: "NOT_FOUND" });
  world.input = '{"id":1}\n{"id":"2"}\n';
  await reported(world);
  assert.throws(() => world.notices.forget("other", all), { code: "NOT_FOUND" });
  assert.equal(world.notices.forget("s", { ids: [], olderThanMs: hourMs }), 0);
  world.later(2 * hourMs);
  assert.equal(world.notices.forget("s", { ids: ["2"], olderThanMs: hourMs }), 1);
  assert.equal(world.notices.forget("s", all), 1);
});
