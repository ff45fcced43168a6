import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Task } from "@/domain/task.ts";
import type { NextFilter } from "@/ports/claims.ts";
import type { ClaimsWorld } from "@tests/support/claims_world.ts";
import { hourMs } from "@tests/support/lease_time.ts";
import { milk, observed } from "@tests/support/log_events.ts";

const ada = { agent: "ada", forMs: 60_000 };
const bob = { agent: "bob", forMs: 60_000 };
const any: NextFilter = { project: null, tag: null, unready: false };

function seen(task: Partial<Task>): SyncEvent {
  const event = observed("vikunja");
  return { ...event, data: { ...event.data, task: { ...milk, ...task } } };
}

/** What claims promise, whoever is asked for them; `taskCount`: of the race for them. */
export function claimsContract(
  name: string,
  make: (tasks: readonly string[]) => Promise<ClaimsWorld>,
  { taskCount }: { readonly taskCount: number },
): void {
  const test = (what: string, body: () => Promise<void>) => Deno.test(`${name}: ${what}`, body);

  test("64 callers after many tasks: exactly one winner each, losers see its name (trap T27)", async () => {
    const tasks = Array.from({ length: taskCount }, (_, index) => `task-${index}`);
    await using world = await make(tasks);
    const winners = new Map<string, string>();
    const losers: [string, string | null][] = [];
    await Promise.all(Array.from({ length: 64 }, async (_, caller) => {
      const agent = `agent-${caller}`;
      for (const task of tasks) {
        const answer = await world.claims.claimTask(task, { agent, forMs: hourMs });
        if (answer.ok) {
          assert.equal(winners.has(task), false, task);
          winners.set(task, agent);
        } else losers.push([task, answer.lockedBy]);
      }
    }));
    assert.equal(winners.size, taskCount);
    assert.equal(losers.length, 63 * taskCount);
    for (const [task, holder] of losers) assert.equal(holder, winners.get(task), task);
    assert.deepEqual(world.log.integrity(), []);
  });

  test("a claim tells the task as it is when it is granted", async () => {
    await using world = await make([]);
    const project = ["work", "garden"];
    await world.log.store.append([{
      streamId: "a",
      expectedVersion: 0,
      events: [seen({ title: "Hoe", notes: "left bed\nfirst", project })],
    }]);
    const told = { title: "Hoe", notes: "left bed\nfirst", project: "work.garden" };
    const first = await world.claims.claimTask("a", ada);
    assert.ok(first.ok);
    assert.deepEqual({ ...first, ...told }, first);
    assert.ok((await world.claims.releaseTask("a", first.token)).ok);
    await world.log.store.append([{
      streamId: "a",
      expectedVersion: world.log.store.streamVersion("a"),
      events: [seen({ title: "Hoe", notes: "the right one", project })],
    }]);
    const second = await world.claims.claimNextTask(any, bob);
    assert.ok(second.ok);
    assert.equal(second.notes, "the right one");
  });

  test("claimNextTask() gives 64 callers 64 different tasks, and no more than there are", async () => {
    const tasks = Array.from({ length: 100 }, (_, index) => `task-${index}`);
    await using world = await make(tasks);
    const taken: string[] = [];
    await Promise.all(Array.from({ length: 64 }, async () => {
      for (let next = await world.claims.claimNextTask(any, ada); next.ok;) {
        taken.push(next.task);
        next = await world.claims.claimNextTask(any, ada);
      }
    }));
    assert.deepEqual(taken.toSorted(), tasks.toSorted());
  });

  test("R11: claimNextTask() goes by urgency, then priority, then age", async () => {
    await using world = await make([]);
    const events = {
      old: seen({ priority: 1, dueAt: null }),
      young: seen({ priority: 1, dueAt: null }),
      late: seen({ priority: 3, dueAt: "2026-12-01T00:00:00Z" }),
      soon: seen({ priority: 3, dueAt: "2026-11-22T00:00:00Z" }),
      whenever: seen({ priority: 3, dueAt: null }),
      urgent: seen({ priority: 5, dueAt: null }),
      done: seen({ priority: 5, done: true }),
    };
    for (const [streamId, event] of Object.entries(events)) {
      await world.log.store.append([{ streamId, expectedVersion: 0, events: [event] }]);
    }
    const order: (string | null)[] = [];
    for (let n = 0; n < 7; n++) order.push((await world.claims.claimNextTask(any, ada)).task);
    assert.deepEqual(order, ["soon", "late", "urgent", "whenever", "old", "young", null]);
  });

  test("claimNextTask() keeps to a project with all below it, and to a tag", async () => {
    await using world = await make([]);
    const events = {
      garden: seen({ project: ["Work", "Garden"], labels: [] }),
      gardener: seen({ project: ["Work", "Gardener"], labels: ["a,b"] }),
      work: seen({ project: ["Work"], labels: ["x"] }),
    };
    for (const [streamId, event] of Object.entries(events)) {
      await world.log.store.append([{ streamId, expectedVersion: 0, events: [event] }]);
    }
    const next = async (filter: Partial<NextFilter>) =>
      (await world.claims.claimNextTask({ ...any, ...filter }, ada)).task;
    assert.equal(await next({ project: "Work.Garden" }), "garden");
    assert.equal(await next({ project: "Work.Garden" }), null);
    assert.equal(await next({ tag: "a" }), null);
    assert.equal(await next({ tag: "a,b" }), "gardener");
    assert.equal(await next({ project: "Work", tag: "x" }), "work");
  });

  test("claimNextTask() finds a task again the moment its lease is over", async () => {
    await using world = await make(["a"]);
    assert.equal((await world.claims.claimNextTask(any, ada)).ok, true);
    world.time.pass(60_000);
    assert.equal((await world.claims.claimNextTask(any, bob)).ok, false);
    world.time.pass(1);
    const next = await world.claims.claimNextTask(any, bob);
    assert.ok(next.ok && next.token === 2);
  });

  test("batchClaimTasks() claims nothing when one task is stolen in between (trap T30)", async () => {
    const tasks = ["a", "b", "c", "d"];
    await using world = await make(tasks);
    const { store } = world.log;
    let isFirst = true;
    const late = world.over({
      ...store,
      async append(appends) {
        if (isFirst) {
          isFirst = false;
          assert.ok((await world.claims.claimTask("c", bob)).ok);
        }
        return await store.append(appends);
      },
    });
    const answer = await late.batchClaimTasks(tasks, ada);
    assert.deepEqual(answer, {
      ok: false,
      task: "c",
      title: "task c",
      lockedBy: "bob",
      until: "2026-11-21T08:01:00.000Z",
      status: "pending",
    });
    assert.deepEqual((await world.claims.listClaims()).map(({ task }) => task), ["c"]);
    for (const task of ["a", "b", "d"]) assert.equal(store.streamVersion(task), 1);
  });

  test("batchClaimTasks() claims all at once, one named twice once", async () => {
    await using world = await make(["a", "b"]);
    const answer = await world.claims.batchClaimTasks(["a", "b", "a"], ada);
    assert.ok(answer.ok);
    assert.deepEqual(answer.claims.map(({ task, token }) => [task, token]), [["a", 1], ["b", 1]]);
    const [a, b] = ["a", "b"].map((task) => world.log.store.readStream(task)[1]);
    assert.equal(a?.recordedAt, b?.recordedAt, "one transaction");
  });

  test("A's old attempt cannot renew or release what A' has (trap T28)", async () => {
    await using world = await make(["a"]);
    const first = await world.claims.claimTask("a", ada);
    world.time.pass(60_001);
    const second = await world.claims.claimTask("a", ada);
    assert.ok(first.ok && second.ok);
    const refusal = {
      ok: false,
      task: "a",
      title: "task a",
      lockedBy: "ada",
      until: second.until,
      status: "pending",
    };
    const renewal = await world.claims.renewLease("a", { token: first.token, forMs: hourMs });
    assert.deepEqual(renewal, refusal);
    assert.deepEqual(await world.claims.releaseTask("a", first.token), refusal);
    assert.equal((await world.claims.renewLease("a", { token: second.token, forMs: 1 })).ok, true);
  });

  test("a holder that was reaped and not replaced renews, also in a new process (trap T29)", async () => {
    await using world = await make(["a"]);
    await world.claims.claimTask("a", ada);
    world.time.pass(120_000);
    const reaped = await world.claims.cleanupExpiredLocks();
    assert.deepEqual(reaped, [{ task: "a", agent: "ada", token: 1 }]);
    assert.deepEqual(await world.claims.listClaims(), []);
    const renewed = await world.over(world.log.store).renewLease("a", { token: 1, forMs: 1_000 });
    assert.ok(renewed.ok && renewed.agent === "ada");
    assert.equal((await world.claims.claimTask("a", bob)).ok, false);
  });

  test("listClaims() shows one that is over as expired, though nobody reaped it (trap T31)", async () => {
    await using world = await make(["a"]);
    await world.claims.claimTask("a", ada);
    const shown = async () => (await world.claims.listClaims()).map(({ expired }) => expired);
    world.time.pass(60_000);
    assert.deepEqual(await shown(), [false]);
    world.time.pass(1);
    assert.deepEqual(await shown(), [true]);
  });

  test("the id of an agent proves nothing: a recycled PID gives no right to a claim (trap T32)", async () => {
    await using world = await make(["a"]);
    const agent = "agent-host-4711";
    assert.ok((await world.claims.claimTask("a", { agent, forMs: hourMs })).ok);
    const again = await world.claims.claimTask("a", { agent, forMs: hourMs });
    assert.ok(!again.ok && again.lockedBy === agent);
  });

  test("a finished or deleted task cannot be claimed, nor one that nobody knows", async () => {
    await using world = await make(["a"]);
    const gone: SyncEvent = {
      type: "TaskGone",
      data: { side: "vikunja", how: "deleted", changedAt: null },
    };
    await world.log.store.append([{ streamId: "a", expectedVersion: 1, events: [gone] }]);
    const answer = await world.claims.claimTask("a", ada);
    assert.deepEqual(answer, {
      ok: false,
      task: "a",
      title: "task a",
      lockedBy: null,
      until: null,
      status: "deleted",
    });
    await assert.rejects(
      world.claims.claimTask("nowhere", ada),
      (thrown) => thrown instanceof SyncError && thrown.code === "NOT_FOUND",
    );
  });
}
