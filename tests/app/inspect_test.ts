import assert from "node:assert/strict";
import { createMemoryDisk } from "@/adapters/memory/disk.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { startProcess } from "@/adapters/memory/process.ts";
import { createInspect } from "@/app/inspect.ts";
import { logStreamId, type SyncEvent } from "@/domain/events.ts";
import type { RunFailure } from "@/ports/log_reader.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { conflict, failed, linked, observed, requested } from "@tests/support/log_events.ts";

const { signal } = new AbortController();
const task = "0c1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5960";
const wakes = { count: 2, since: "2026-11-21T12:00:00.000Z" };

/** `at`: when all of it was recorded; `noted`: what could not be written to the log. */
async function inspected(
  streams: Readonly<Record<string, readonly SyncEvent[]>> | null,
  { at = "2026-11-21T12:00:00.000Z", noted = null }: {
    readonly at?: string;
    readonly noted?: RunFailure | null;
  } = {},
) {
  const disk = createMemoryDisk();
  const open = () =>
    openMemoryLog({
      projections: logProjections,
      now: () => new Date(at),
      process: startProcess(disk),
    });
  for (const [streamId, events] of Object.entries(streams ?? {})) {
    await open().store.append([{ streamId, expectedVersion: 0, events }]);
  }
  const openLog = () => Promise.resolve(streams === null ? null : open());
  return createInspect({
    selection: [],
    server: "https://v.example",
    openLog,
    openLogToName: openLog,
    unloggedFailure: () => noted,
    waitingWakes: () => wakes,
  });
}

function failure(at: string): RunFailure {
  return { code: "CONFIG", message: "no", hint: null, at, since: at };
}

Deno.test("status says before the first sync that there is nothing, and what waits", async () => {
  const noted = failure("2026-11-21T11:00:00.000Z");
  const status = await (await inspected(null, { noted })).status(signal);
  assert.deepEqual(
    [status.server, status.linked, status.events, status.lastSyncAt, status.daemon],
    ["https://v.example", 0, 0, null, null],
  );
  assert.deepEqual([status.failure, status.wakes], [noted, wakes]);
});

Deno.test("status tells changes that wait from those that were given up", async () => {
  const waiting = failed("vikunja", 3, "2026-11-21T12:10:00.000Z");
  const inspect = await inspected({
    [task]: [observed("taskwarrior"), linked(12), requested("vikunja"), waiting],
    other: [observed("taskwarrior"), linked(13), requested("vikunja"), failed("vikunja", 3, null)],
    third: [conflict("x")],
  });
  const status = await inspect.status(signal);
  assert.deepEqual(status.pending.map((push) => push.task), [task]);
  assert.deepEqual(status.dead.map((push) => push.task), ["other"]);
  assert.deepEqual([status.linked, status.conflicts], [2, 1]);
  assert.equal(status.oldestPendingAt, "2026-11-20T10:00:01.000Z");
  assert.equal((await inspect.conflicts(signal))[0]?.id, "x");
});

Deno.test("status names the last failure, and none that a good run came after", async () => {
  const data = { code: "AUTH", message: "no", hint: null, since: "2026-11-21T09:00:00Z" } as const;
  const logged: SyncEvent = { type: "SyncFailed", data };
  const synced: SyncEvent = { type: "SyncCompleted", data: { summary: {} } };
  const [early, late] = ["2026-11-21T11:00:00.000Z", "2026-11-21T13:00:00.000Z"];
  const codeOf = async (events: readonly SyncEvent[], noted: RunFailure | null) =>
    (await (await inspected({ [logStreamId]: events }, { noted })).status(signal)).failure?.code;
  assert.equal(await codeOf([logged], failure(early)), "AUTH");
  assert.equal(await codeOf([logged], failure(late)), "CONFIG");
  assert.equal(await codeOf([synced], failure(late)), "CONFIG");
  assert.equal(await codeOf([synced], failure(early)), undefined);
});

Deno.test("find and log name a task by what a person says of it", async () => {
  const inspect = await inspected({ [task]: [observed("taskwarrior", "Dig"), linked(12)] });
  const found = { task, title: "Dig" };
  assert.deepEqual(await inspect.find("#12", signal), found);
  assert.deepEqual(await inspect.find(task.slice(0, 8), signal), found);
  await assert.rejects(inspect.find("#13", signal), { code: "NOT_FOUND" });
  const lines = await inspect.log(task, 0, signal);
  assert.deepEqual(lines.map(({ type }) => type), ["TaskObserved", "TaskLinked"]);
  assert.deepEqual((await inspect.log(null, 1, signal)).map(({ type }) => type), ["TaskLinked"]);
  const none = await inspected(null);
  await assert.rejects(none.find("#12", signal), { code: "NOT_FOUND", hint: "Run `sync` first." });
  assert.deepEqual([await none.log(null, 0, signal), await none.conflicts(signal)], [[], []]);
});

Deno.test("show() and tasks() tell tasks as Taskwarrior has them, else as Vikunja has", async () => {
  const other = "1c1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5960";
  const gone: SyncEvent = {
    type: "TaskGone",
    data: { side: "vikunja", how: "deleted", changedAt: null },
  };
  const inspect = await inspected({
    [task]: [observed("taskwarrior", "B"), observed("vikunja", "A"), linked(7)],
    [other]: [observed("vikunja", "A")],
    "2c1b8f6e-95f2-4f5e-8f6b-1d2c3b4a5960": [observed("vikunja", "C"), gone],
  });
  const told = await inspect.show("0c1b8f6e", signal);
  assert.deepEqual([told.task, told.title, told.vikunjaId, told.claim], [task, "B", 7, null]);
  assert.deepEqual((await inspect.tasks(signal)).map(({ title }) => title), ["A", "B"]);
  await assert.rejects(inspect.show("2c1b8f6e", signal), { code: "NOT_FOUND" });
  assert.deepEqual(await (await inspected(null)).tasks(signal), []);
});

Deno.test("a task is looked for in vain before the first sync, which is said", async () => {
  const inspect = await inspected(null);
  for (const look of [inspect.show("1", signal), inspect.find("1", signal)]) {
    await assert.rejects(look, { code: "NOT_FOUND", message: /task 1: nothing was synced yet$/ });
  }
});
