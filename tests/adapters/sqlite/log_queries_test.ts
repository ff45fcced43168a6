import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Log } from "@/ports/log.ts";
import {
  confirmed,
  conflict,
  cursorRead,
  failed,
  linked,
  observed,
  oneOfEach,
  requested,
  unlinked,
} from "@tests/support/log_events.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

const first = "0c1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5960";
const second = "0c1b9999-95f2-4f5e-8f6b-1d2c3b4a5960";

async function given(
  streams: Readonly<Record<string, readonly SyncEvent[]>>,
  then: (log: Log) => void,
): Promise<void> {
  using folder = tempFolder();
  using log = logAt(folder.file("log.db"));
  await log.store.append(
    Object.entries(streams).map(([streamId, events]) => ({ streamId, expectedVersion: 0, events })),
  );
  then(log);
}

function codeOf(work: () => unknown): string {
  try {
    return `answered ${work()}`;
  } catch (thrown) {
    return (thrown as SyncError).code;
  }
}

Deno.test("streamOf() and vikunjaIdOf() follow links and their ends", () =>
  given({
    [first]: [linked(5), unlinked(5), linked(6)],
    [second]: [linked(7), unlinked(7)],
  }, ({ reader }) => {
    assert.deepEqual([5, 6, 7].map(reader.streamOf), [null, first, null]);
    assert.deepEqual([first, second].map(reader.vikunjaIdOf), [6, null]);
    assert.equal(reader.linkCount(), 1);
  }));

Deno.test("many questions in one turn get the same answers as one, and new ones after a commit", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  using log = logAt(path);
  using other = logAt(path);
  const streams = Array.from({ length: 200 }, (_, index) => `task-${index}`);
  const ask = () =>
    streams.map((streamId, index) => [
      log.reader.vikunjaIdOf(streamId),
      log.reader.streamOf(index + 1),
      log.reader.presenceOf(streamId, "vikunja"),
      log.reader.isKnown(streamId),
    ]);
  assert.deepEqual(new Set(ask().flat()), new Set([null, false]));
  await log.store.append(streams.map((streamId, index) => ({
    streamId,
    expectedVersion: 0,
    events: [observed("vikunja"), linked(index + 1)],
  })));
  const answers = streams.map((streamId, index) => [index + 1, streamId, "present", true]);
  assert.deepEqual(ask(), answers);
  await other.store.append([{ streamId: "task-199", expectedVersion: 2, events: [unlinked(200)] }]);
  assert.deepEqual(ask(), [...answers.slice(0, 199), [null, null, null, true]]);
});

Deno.test("presence is what was seen last on each side", () =>
  given({
    [first]: [observed("vikunja"), observed("taskwarrior"), oneOfEach.TaskGone],
    [second]: [observed("vikunja", "tea"), oneOfEach.TaskWithdrawn],
  }, ({ reader }) => {
    assert.equal(reader.presenceOf(first, "taskwarrior"), "deleted");
    assert.equal(reader.presenceOf(first, "vikunja"), "present");
    assert.equal(reader.presenceOf(second, "taskwarrior"), null);
    assert.equal(reader.presenceOf("other", "vikunja"), null);
    assert.deepEqual(reader.presentStreams("vikunja"), [first]);
    assert.deepEqual([reader.presentCount("vikunja"), reader.presentCount("taskwarrior")], [1, 0]);
    assert.deepEqual(reader.outOfScope(), [{ task: second, reason: "project is archived" }]);
    assert.deepEqual([reader.titleOf(second), reader.titleOf("other")], ["tea", ""]);
    assert.deepEqual([reader.isKnown(first), reader.isKnown("other")], [true, false]);
  }));

Deno.test("pendingList() has each push until it is confirmed, the newest of its side", () =>
  given({
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
      },
      {
        streamId: first,
        side: "vikunja",
        dead: true,
        nextAt: null,
        error: "SERVER_UNAVAILABLE: no answer",
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
  }));

Deno.test("conflictList() has each conflict until a side is picked", () =>
  given({
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
  }));

Deno.test("facts are the last word on each name", () =>
  given({
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
  }));

Deno.test("deadLetterList() has what was given up on", () =>
  given({ [first]: [oneOfEach.MessageRejected] }, ({ reader }) => {
    assert.deepEqual(reader.deadLetterList(), [{
      position: 1,
      streamId: first,
      title: "",
      message: '"{\\"type\\":\\"Look\\"}"',
      code: "INTERNAL",
      reason: "it fails every time",
      at: "2026-11-20T10:00:01.000Z",
    }]);
  }));

Deno.test("N16: deadLetterList() has one a task, the last of them, since the first", () =>
  given({ [first]: [oneOfEach.MessageRejected, oneOfEach.MessageRejected] }, ({ reader }) => {
    const [only, ...more] = reader.deadLetterList();
    assert.deepEqual([only?.position, only?.at, more], [2, "2026-11-20T10:00:01.000Z", []]);
  }));

Deno.test("resolveTask() takes a UUID, a unique beginning of it, or # and the Vikunja id", () =>
  given(
    { [first]: [linked(6)], [second]: [observed("vikunja")], log: [oneOfEach.SyncCompleted] },
    ({ reader }) => {
      for (const name of [first, first.toUpperCase(), first.slice(0, 8), "#6"]) {
        assert.equal(reader.resolveTask(name), first);
      }
      for (const name of ["0c1b", first.slice(0, 7)]) {
        assert.equal(codeOf(() => reader.resolveTask(name)), "USAGE", name);
      }
      for (const name of ["", "#7", "#", "ffff", "log", "6", "%", "0", "00000000"]) {
        assert.equal(codeOf(() => reader.resolveTask(name)), "NOT_FOUND", name);
      }
    },
  ));
