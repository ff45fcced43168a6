import assert from "node:assert/strict";
import type { SyncEvent } from "@/domain/events.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { Task } from "@/domain/task.ts";
import type { ClaimQueries, FreeFilter } from "@/ports/claims.ts";
import type { Log } from "@/ports/log.ts";
import { lease, linked, milk, observed, oneOfEach } from "@tests/support/log_events.ts";
import { logWith, type MakeLogSubject, type Streams } from "@tests/support/log_subject.ts";

const nowMs = Date.parse("2026-11-20T00:00:00Z");
const any: FreeFilter = { project: null, tag: null, unready: false, nowMs };

/** What every log answers of claims; `make` gives an empty place. */
export function claimQueriesContract(name: string, make: MakeLogSubject): void {
  const test = (
    what: string,
    streams: Streams,
    then: (claims: ClaimQueries, log: Log) => void | Promise<void>,
  ) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using subject = await make();
      using log = await logWith(subject, streams);
      await then(log.claims, log);
    });

  test("claimable() tells the task, its versions and who has it", {
    a: [task(), linked(5), { type: "TaskClaimed", data: lease(3) }],
    b: [task({ done: true })],
  }, (claims) => {
    assert.deepEqual(claims.claimable("a"), {
      task: "a",
      title: milk.title,
      status: "pending",
      version: 1,
      streamVersion: 3,
      claim: { lastToken: 3, lease: lease(3), lapsed: null },
    });
    assert.equal(claims.claimable("b")?.status, "completed");
    assert.deepEqual(claims.claimable("b")?.claim, { lastToken: 0, lease: null, lapsed: null });
    assert.equal(claims.claimable("unknown"), null);
  });

  test("claimable() keeps the last token when the claim is over", {
    a: [task(), { type: "TaskClaimed", data: lease(3) }, oneOfEach.ClaimReleased],
  }, (claims) => {
    assert.deepEqual(claims.claimable("a")?.claim, { lastToken: 3, lease: null, lapsed: null });
  });

  test("leased() has every claim, expired or not, the oldest first", {
    a: [task(), claimed("2026-11-20T11:00:00.000Z")],
    b: [task(), claimed("2026-11-20T10:00:00.000Z")],
    c: [task(), claimed("2026-11-20T10:00:00.000Z"), oneOfEach.ClaimReleased],
    d: [task({ project: ["work", "garden"] }), claimed("2026-11-20T10:00:00.000Z")],
  }, (claims) => {
    assert.deepEqual(claims.leased().map((each) => each.task), ["b", "d", "a"]);
    assert.deepEqual(claims.leased()[1]?.project, ["work", "garden"]);
  });

  test("free() has pending tasks that nobody has, the most urgent first", {
    plain: [task({ dueAt: null })],
    due: [task({ dueAt: "2026-11-20T12:00:00Z" })],
    high: [task({ dueAt: null, priority: 4 })],
    next: [task({ dueAt: null, labels: ["next"] })],
    later: [task({ dueAt: null })],
    done: [task({ done: true })],
    taken: [task({ priority: 5 }), claimed("2026-11-20T10:00:00.000Z")],
  }, (claims) => {
    assert.deepEqual(claims.free(any, 9), ["next", "due", "high", "plain", "later"]);
    assert.deepEqual(claims.free(any, 2), ["next", "due"]);
    assert.deepEqual(claims.free(any, 0), []);
  });

  test("free() weighs a priority by the letter that it is", {
    three: [task({ dueAt: null, priority: 3 })],
    begun: [task({ dueAt: null, priority: 0, scheduledAt: "2026-11-19T12:00:00Z" })],
    two: [task({ dueAt: null, priority: 2 })],
  }, (claims) => {
    assert.deepEqual(claims.free(any, 9), ["three", "begun", "two"]);
    const levels = { medium: 3, high: 5 };
    assert.deepEqual(claims.free({ ...any, levels }, 9), ["begun", "three", "two"]);
  });

  test("free() leaves out what cannot be begun, unless it is asked for too", {
    blocker: [linked(5), task({ dueAt: null })],
    blocked: [inTaskwarrior({ depends: ["blocker"] })],
    blockedThere: [linked(6), task({ depends: ["5"] })],
    waiting: [inTaskwarrior({}, { wait: "20261121T000000Z" })],
    waited: [inTaskwarrior({}, { wait: "20261119T000000Z" })],
    scheduled: [task({ scheduledAt: "2026-11-21T00:00:00Z" })],
    begun: [task({ scheduledAt: "2026-11-19T00:00:00Z" })],
  }, (claims) => {
    const free = (filter: FreeFilter) => claims.free(filter, 9).toSorted();
    assert.deepEqual(free(any), ["begun", "blocker", "waited"]);
    assert.equal(free({ ...any, unready: true }).length, 7);
    const tomorrow = { ...any, nowMs: nowMs + 48 * 3_600_000 };
    assert.deepEqual(free(tomorrow), ["begun", "blocker", "scheduled", "waited", "waiting"]);
  });

  test("free() has tasks of a project and those below it, whatever its name is", {
    a: [task({ project: ["🌱"] })],
    b: [task({ project: ["🌱", "deep"] })],
    c: [task({ project: ["🌱 other"] })],
    d: [task({ project: ["work", "🌱"] })],
    e: [task({ project: [] })],
  }, (claims) => {
    const of = (project: readonly string[]) => claims.free({ ...any, project }, 9).toSorted();
    assert.deepEqual(of(["🌱"]), ["a", "b"]);
    assert.deepEqual(of(["work"]), ["d"]);
    assert.deepEqual(of([]), ["e"]);
    assert.deepEqual(of(["none"]), []);
  });

  test("free() and labelled() go by whole labels, and labelled() has finished tasks too", {
    b: [task({ labels: ["shop", "home"] })],
    a: [task({ labels: ["shop"], done: true })],
    c: [task({ labels: ["shopping"] })],
    d: [task({ labels: ["shop"] }), {
      ...oneOfEach.TaskGone,
      data: { ...oneOfEach.TaskGone.data, side: "vikunja" },
    }],
  }, (claims) => {
    assert.deepEqual(claims.free({ ...any, tag: "shop" }, 9), ["b"]);
    assert.deepEqual(claims.labelled("shop"), ["a", "b"]);
    assert.deepEqual(claims.labelled("none"), []);
  });

  test("shown() has claims that show as an assignee, until that is gone", {
    a: [task(), { type: "ClaimMirrored", data: { token: 1, assignee: "ann" } }],
    b: [task(), { type: "ClaimMirrored", data: { token: null, assignee: "ann" } }],
    c: [
      { type: "ClaimMirrored", data: { token: 1, assignee: "ann" } },
      { type: "ClaimMirrored", data: { token: null, assignee: null } },
    ],
  }, (claims) => {
    assert.deepEqual(claims.shown(), [{ task: "a", token: 1 }, { task: "b", token: null }]);
  });

  test("answers are as of the last append", { a: [task()] }, async (claims, { store }) => {
    assert.deepEqual(claims.leased(), []);
    const events = [claimed("2026-11-20T10:00:00.000Z")];
    await store.append([{ streamId: "a", expectedVersion: 1, events }]);
    assert.deepEqual(claims.leased().map((each) => each.task), ["a"]);
    assert.deepEqual(claims.free(any, 9), []);
  });
}

type Observed = Extract<SyncEvent, { readonly type: "TaskObserved" }>;

function task(more: Partial<Task> = {}): Observed {
  const event = observed("vikunja");
  return { ...event, data: { ...event.data, task: { ...milk, labels: [], ...more } } };
}

function inTaskwarrior(more: Partial<Task>, extra: JsonObject = {}): Observed {
  const event = observed("taskwarrior");
  return { ...event, data: { ...event.data, task: { ...milk, ...more }, extra } };
}

function claimed(claimedAt: string): SyncEvent {
  return { type: "TaskClaimed", data: { ...lease(1), claimedAt } };
}
