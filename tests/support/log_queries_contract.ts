import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Side, Task } from "@/domain/task.ts";
import type { Log } from "@/ports/log.ts";
import {
  confirmed,
  conflict,
  cursorRead,
  failed,
  linked,
  milk,
  observed,
  oneOfEach,
  requested,
  unlinked,
} from "@tests/support/log_events.ts";
import { logWith, type MakeLogSubject, type Streams } from "@tests/support/log_subject.ts";

const first = "0c1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5960";
const second = "0c1b9999-95f2-4f5e-8f6b-1d2c3b4a5960";

/** What every log answers of its projections; `make` gives an empty place. */
export function logQueriesContract(name: string, make: MakeLogSubject): void {
  const test = (what: string, streams: Streams, then: (log: Log) => void) =>
    Deno.test(`${name}: ${what}`, async () => {
      await using subject = await make();
      using log = await logWith(subject, streams);
      then(log);
    });

  test("streamOf() and vikunjaIdOf() follow links and their ends", {
    [first]: [linked(5), unlinked(5), linked(6)],
    [second]: [linked(7), unlinked(7)],
  }, ({ reader }) => {
    assert.deepEqual([5, 6, 7].map(reader.streamOf), [null, first, null]);
    assert.deepEqual([first, second].map(reader.vikunjaIdOf), [6, null]);
    assert.equal(reader.linkCount(), 1);
  });

  test("presence is what was seen last on each side", {
    [first]: [observed("vikunja"), observed("taskwarrior"), oneOfEach.TaskGone],
    [second]: [observed("vikunja", "tea"), oneOfEach.TaskWithdrawn],
  }, ({ reader }) => {
    assert.equal(reader.presenceOf(first, "taskwarrior"), "deleted");
    assert.equal(reader.presenceOf(first, "vikunja"), "present");
    assert.equal(reader.presenceOf(second, "taskwarrior"), null);
    assert.equal(reader.presenceOf("other", "vikunja"), null);
    assert.deepEqual(reader.presentStreams("vikunja"), [first]);
    assert.deepEqual([reader.presentCount("vikunja"), reader.presentCount("taskwarrior")], [1, 0]);
    assert.deepEqual(reader.outOfScope().map(({ task }) => task), [second]);
    assert.deepEqual([reader.titleOf(second), reader.titleOf("other")], ["tea", ""]);
    assert.deepEqual([reader.isKnown(first), reader.isKnown("other")], [true, false]);
  });

  test("pendingList() has each push until it is confirmed, the newest of its side", {
    [first]: [
      observed("vikunja", "tea"),
      requested("taskwarrior"),
      requested("taskwarrior"),
      confirmed("taskwarrior", 2),
      failed("taskwarrior", 3, "2026-11-20T12:00:00.000Z"),
      requested("vikunja"),
      failed("vikunja", 6, null),
    ],
    [second]: [requested("vikunja"), confirmed("vikunja", 1), requested("vikunja"), unlinked(1)],
  }, ({ reader }) => {
    assert.deepEqual(reader.pendingPushes(), [
      {
        streamId: first,
        side: "taskwarrior",
        dead: false,
        nextAt: "2026-11-20T12:00:00.000Z",
        error: "SERVER_UNAVAILABLE: no answer",
        isOutside: false,
      },
      {
        streamId: first,
        side: "vikunja",
        dead: true,
        nextAt: null,
        error: "SERVER_UNAVAILABLE: no answer",
        isOutside: false,
      },
    ]);
    assert.deepEqual(reader.pendingList()[0], {
      task: first,
      title: "tea",
      side: "taskwarrior",
      action: "update",
      since: "2026-11-20T10:00:01.000Z",
      attempts: 1,
      nextAt: "2026-11-20T12:00:00.000Z",
      error: "SERVER_UNAVAILABLE: no answer",
      dead: false,
    });
  });

  test("conflictList() has each conflict until a side is picked", {
    [first]: [
      observed("vikunja"),
      conflict("0c1b8f6e-1"),
      conflict("0c1b8f6e-9"),
      oneOfEach.ConflictPicked,
    ],
    [second]: [conflict("0c1b8f6e-9")],
  }, ({ reader }) => {
    assert.deepEqual(reader.conflictList().map(({ id, task }) => [id, task]), [
      ["0c1b8f6e-1", first],
      ["0c1b8f6e-9", second],
    ]);
    assert.equal(reader.conflictCount(), 2);
    const { kept, lost, at, title } = reader.conflictList()[0] ?? assert.fail();
    assert.deepEqual([kept.value, lost.side, at, title], [
      "Buy oat milk",
      "taskwarrior",
      "2026-11-20T10:00:01.000Z",
      "Buy milk",
    ]);
  });

  test("facts are the last word on each name", {
    log: [
      oneOfEach.LogBound,
      cursorRead("vikunja", "1", true),
      cursorRead("vikunja", "2", false),
      oneOfEach.SyncCompleted,
      oneOfEach.FactsCached,
      { type: "FactsCached", data: { name: "projects", facts: [] } },
    ],
  }, ({ reader }) => {
    const at = "2026-11-20T10:00:01.000Z";
    assert.deepEqual(reader.binding("vikunja"), oneOfEach.LogBound.data.identity);
    assert.equal(reader.binding("taskwarrior"), null);
    assert.deepEqual([reader.cursor("vikunja"), reader.cursor("taskwarrior")], ["2", null]);
    assert.deepEqual([reader.lastCompleteAt("vikunja"), reader.lastSyncAt()], [at, at]);
    assert.equal(reader.lastCompleteAt("taskwarrior"), null);
    assert.deepEqual(reader.cachedFacts("projects"), { facts: [], at });
    assert.equal(reader.cachedFacts("labels"), null);
    assert.deepEqual(reader.lastSummary(), oneOfEach.SyncCompleted.data.summary);
    assert.equal(reader.eventCount(), 6);
  });

  test(
    "deadLetterList() has what was given up on",
    { [first]: [oneOfEach.MessageRejected] },
    ({ reader }) => {
      assert.deepEqual(reader.deadLetterList(), [{
        position: 1,
        streamId: first,
        title: "",
        message: '"{\\"type\\":\\"Look\\"}"',
        code: "INTERNAL",
        reason: "it fails every time",
        at: "2026-11-20T10:00:01.000Z",
      }]);
    },
  );

  test("N16: deadLetterList() has one a task, the last of them, since the first", {
    [first]: [oneOfEach.MessageRejected, oneOfEach.MessageRejected],
  }, ({ reader }) => {
    const [only, ...more] = reader.deadLetterList();
    assert.deepEqual([only?.position, only?.at, more], [2, "2026-11-20T10:00:01.000Z", []]);
  });

  test("resolveTask() takes a UUID, a unique beginning of it, or # and the Vikunja id", {
    [first]: [linked(6)],
    [second]: [observed("vikunja")],
    log: [oneOfEach.SyncCompleted],
  }, ({ reader }) => {
    for (const name of [first, first.toUpperCase(), first.slice(0, 8), "#6"]) {
      assert.equal(reader.resolveTask(name), first);
    }
    for (const name of ["0c1b", first.slice(0, 7)]) {
      assert.equal(codeOf(() => reader.resolveTask(name)), "USAGE", name);
    }
    for (const name of ["", "#7", "#", "ffff", "log", "6", "%", "0", "00000000"]) {
      assert.equal(codeOf(() => reader.resolveTask(name)), "NOT_FOUND", name);
    }
  });

  test("seenInVikunja() has what is linked and there, the newest change first", {
    [first]: [linked(5), seen({ changedAt: "2026-11-20T10:00:00Z" })],
    [second]: [linked(6), seen({ changedAt: "2026-11-20T11:00:00Z" })],
    third: [seen({})],
    gone: [linked(7), seen({}), {
      type: "TaskGone",
      data: { side: "vikunja", how: "deleted", changedAt: null },
    }],
    tie: [
      linked(8),
      seen({ changedAt: "2026-11-20T10:00:00Z", createdAt: "2026-11-01T00:00:00Z" }),
    ],
  }, ({ reader }) => {
    const names = (which: Parameters<typeof reader.seenInVikunja>[0]) =>
      reader.seenInVikunja(which).map(({ vikunjaId }) => vikunjaId);
    assert.deepEqual(names(1), [6]);
    assert.deepEqual(names(9), [6, 5, 8]);
    assert.deepEqual(names("all"), [5, 6, 8]);
    assert.deepEqual(names([8, 7, 99, 5]), [8, 5]);
    assert.deepEqual(reader.seenInVikunja([8]), [{
      streamId: "tie",
      vikunjaId: 8,
      title: milk.title,
      project: milk.project,
      createdAt: "2026-11-01T00:00:00Z",
      updatedAt: "2026-11-20T10:00:00Z",
      seenAt: "2026-11-20T10:00:01.000Z",
    }]);
    assert.deepEqual([5, 8, 99].map(reader.createdInVikunja), [null, "2026-11-01T00:00:00Z", null]);
  });

  test("openDueBefore() has open tasks, the one that is due first in front", {
    late: [dueAt("2026-11-20T00:00:00Z")],
    later: [dueAt("2026-11-21T00:00:00Z")],
    same: [dueAt("2026-11-20T00:00:00Z")],
    done: [dueAt("2026-11-20T00:00:00Z", { done: true })],
    never: [dueAt(null)],
  }, ({ reader }) => {
    const names = (at: string) => reader.openDueBefore(at).map(({ task }) => task);
    assert.deepEqual(names("2026-11-20T00:00:00Z"), []);
    assert.deepEqual(names("2026-11-20T00:00:01Z"), ["late", "same"]);
    assert.deepEqual(names("2027-01-01T00:00:00Z"), ["late", "same", "later"]);
  });

  test("dependentsOf() has a task once for each of those that it waits for", {
    [first]: [waitsFor([second, "third"])],
    [second]: [waitsFor(["third"])],
    third: [waitsFor([])],
  }, ({ reader }) => {
    assert.deepEqual(reader.dependentsOf(new Set(["third"])), [first, second]);
    assert.deepEqual(reader.dependentsOf(new Set([second, "third"])), [first, first, second]);
    assert.deepEqual(reader.dependentsOf(new Set([first])), []);
  });

  test("leftOutList() has what a side lacks, until it has it or is unlinked", {
    [first]: [observed("vikunja"), leftOut("vikunja", true), leftOut("taskwarrior", false)],
    [second]: [leftOut("vikunja", false), unlinked(5)],
    third: [leftOut("vikunja", false), {
      type: "PartsLeftOut",
      data: { side: "vikunja", parts: [] },
    }],
  }, ({ reader }) => {
    assert.deepEqual(
      reader.leftOutList().map((
        { task, title, side, isAccepted },
      ) => [task, title, side, isAccepted]),
      [[first, milk.title, "vikunja", true], [first, milk.title, "taskwarrior", false]],
    );
  });

  test("lastFailure() is what ended the last run, until one completes", {
    log: [oneOfEach.SyncFailed],
  }, ({ reader }) => {
    assert.deepEqual(reader.lastFailure(), {
      ...oneOfEach.SyncFailed.data,
      at: "2026-11-20T10:00:01.000Z",
    });
  });

  test("lastFailure() is none after a run that completed", {
    log: [oneOfEach.SyncFailed, oneOfEach.SyncCompleted],
  }, ({ reader }) => {
    assert.equal(reader.lastFailure(), null);
    assert.equal(reader.lastFailed()?.code, "SERVER_UNAVAILABLE");
  });
}

function codeOf(work: () => unknown): string {
  try {
    return `answered ${work()}`;
  } catch (thrown) {
    return (thrown as SyncError).code;
  }
}

function seen(more: Partial<Observed["data"]>): Observed {
  const event = observed("vikunja");
  return { ...event, data: { ...event.data, ...more } };
}

function dueAt(at: string | null, more: Partial<Task> = {}): Observed {
  return seen({ task: { ...milk, ...more, dueAt: at } });
}

function waitsFor(depends: readonly string[]): Observed {
  const event = observed("taskwarrior");
  return { ...event, data: { ...event.data, task: { ...milk, depends } } };
}

function leftOut(side: Side, isAccepted: boolean): SyncEvent {
  const parts = [{ what: 'label "bad"', why: "it is refused" }];
  return {
    type: "PartsLeftOut",
    data: isAccepted ? { side, parts, accepted: true } : { side, parts },
  };
}

type Observed = Extract<SyncEvent, { readonly type: "TaskObserved" }>;
