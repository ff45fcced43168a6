import assert from "node:assert/strict";
import type { Reading } from "@/domain/task.ts";
import type { SeenInVikunja } from "@/ports/log_reader.ts";
import {
  beyondStand,
  fitsStand,
  isAnother,
  signsIn,
  type StampTrust,
} from "@/triggers/restored_server.ts";
import { milk } from "@tests/support/log_events.ts";

const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, "0")}:00Z`;
const trust: StampTrust = {
  offsetMs: 0,
  nowMs: Date.parse(at(50)),
  from: null,
  read: { from: at(49), until: at(50) },
};

function seen(vikunjaId: number, minute: number, more: Partial<SeenInVikunja> = {}): SeenInVikunja {
  return {
    streamId: `task-${vikunjaId}`,
    vikunjaId,
    title: `task ${vikunjaId}`,
    project: ["Inbox"],
    createdAt: at(1),
    updatedAt: at(minute),
    seenAt: at(minute),
    ...more,
  };
}

function reading(id: number, minute: number, createdAt = at(1)): Reading {
  return {
    kind: "present",
    id: String(id),
    task: milk,
    extra: {},
    linkHint: null,
    changedAt: at(minute),
    createdAt,
  };
}

const gone = (id: number): Reading => ({
  kind: "gone",
  id: String(id),
  how: "deleted",
  changedAt: null,
});
const kinds = (signs: readonly { readonly kind: string }[]) => signs.map(({ kind }) => kind);
const stand = (minute: number) => ({
  projects: [{ path: ["Inbox"], updatedAt: at(minute) }],
  replacedProjects: [],
});

Deno.test("N4: signsIn() finds tasks that are older, others, or were never made", () => {
  const rows = [seen(1, 20), seen(2, 20), seen(3, 20, { createdAt: at(15) })];
  const found = signsIn(rows, [reading(1, 10), reading(2, 30, at(30)), gone(3)], stand(10), trust);
  assert.deepEqual(kinds(found), ["older", "another", "lost"]);
});

Deno.test("N4: signsIn() takes no deleted task for lost where another project of that title may have had it", () => {
  const rows = [seen(3, 20, { createdAt: at(15) })];
  const twins = (...minutes: readonly number[]) => ({
    projects: minutes.map((minute) => ({ path: ["Inbox"], updatedAt: at(minute) })),
    replacedProjects: [],
  });
  assert.deepEqual(signsIn(rows, [gone(3)], twins(10, 20), trust), []);
  assert.deepEqual(kinds(signsIn(rows, [gone(3)], twins(10, 11), trust)), ["lost"]);
});

Deno.test("N4: signsIn() takes nothing that ordinary days bring for a backup", () => {
  const rows = [seen(1, 20)];
  const ordinary: readonly (readonly Reading[])[] = [
    [reading(1, 20)],
    [reading(1, 30)],
    [gone(1)],
    [{ kind: "withdrawn", id: "1", reason: "archived" }],
    [],
  ];
  for (const readings of ordinary) assert.deepEqual(signsIn(rows, readings, stand(30), trust), []);
});

Deno.test("N4: stamps of a clock that was wrong prove nothing", () => {
  const fromAhead = seen(1, 30, { seenAt: at(20) });
  assert.deepEqual(signsIn([fromAhead], [reading(1, 25)], null, trust), []);
  const inFuture = seen(1, 55, { seenAt: at(55) });
  assert.deepEqual(signsIn([inFuture], [reading(1, 25)], null, trust), []);
  const ownClockBehind = { ...trust, offsetMs: 30 * 60_000 };
  const seenByIt = seen(1, 30, { seenAt: at(1) });
  assert.deepEqual(kinds(signsIn([seenByIt], [reading(1, 25)], null, ownClockBehind)), ["older"]);
});

Deno.test("N4: what was accepted once is no sign again, another task under an id always is", () => {
  const accepted = { ...trust, from: at(40) };
  const readings = [reading(1, 10), reading(2, 45, at(45))];
  const found = signsIn([seen(1, 20), seen(2, 20)], readings, null, accepted);
  assert.deepEqual(kinds(found), ["another"]);
});

Deno.test("N4: fitsStand() misses what was seen and is not among the newest, also after later edits", () => {
  const rows = [seen(1, 20), seen(2, 10)];
  const shown = (list: readonly (readonly [number, number])[], isWhole = true) => ({
    ...stand(40),
    newest: list.map(([id, minute]) => ({ id, updatedAt: at(minute) })),
    isWhole,
    nowMs: trust.nowMs,
  });
  assert.ok(fitsStand(rows, shown([[1, 20], [2, 10]]), trust));
  assert.ok(fitsStand(rows, shown([[9, 40], [1, 20]], false), trust), "2 is further down");
  assert.ok(!fitsStand(rows, shown([[2, 45], [1, 8]]), trust), "1 was put back, then 2 edited");
  assert.ok(!fitsStand(rows, shown([[2, 10]]), trust), "1 is gone, or not made yet");
  assert.equal(beyondStand(rows, shown([[9, 40], [8, 30]], false), trust)?.vikunjaId, 1);
  assert.equal(beyondStand(rows, shown([[9, 40], [1, 21]], false), trust)?.vikunjaId, 1);
  assert.equal(beyondStand(rows, shown([[9, 40], [1, 20]], false), trust), null, "as it was seen");
  const together = [seen(1, 20), seen(2, 20), seen(3, 20)];
  assert.equal(beyondStand(together, shown([[9, 40], [2, 20]], false), trust), null, "one of them");
  assert.equal(beyondStand(together, shown([[9, 40], [8, 20]], false), trust)?.vikunjaId, 1);
  assert.equal(beyondStand(rows, shown([[9, 40], [8, 15]], false), trust), null);
  const again = {
    ...shown([[1, 20], [2, 30]]),
    newest: [{ id: 2, updatedAt: at(30), createdAt: at(30) }],
  };
  assert.ok(!fitsStand([seen(2, 10)], again, trust), "the id was given out again");
});

Deno.test("N4: isAnother() allows for the second by which answers and stored stamps differ", () => {
  const now = reading(1, 20, "2026-11-20T10:01:01Z");
  assert.ok(now.kind === "present" && !isAnother(at(1), now));
  assert.ok(now.kind === "present" && !isAnother(null, now));
  assert.ok(now.kind === "present" && isAnother(at(2), now));
});

Deno.test("signsIn() takes no reading for a backup that is older than what was seen while it was read", () => {
  const read = { from: at(20), until: at(30) };
  assert.deepEqual(signsIn([seen(1, 25)], [reading(1, 10)], null, { ...trust, read }), []);
  assert.deepEqual(kinds(signsIn([seen(1, 19)], [reading(1, 10)], null, { ...trust, read })), [
    "older",
  ]);
});
