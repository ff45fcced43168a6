import assert from "node:assert/strict";
import { copyDisk, createMemoryDisk, type MemoryDisk } from "@/adapters/memory/disk.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { startProcess, type WriteFault } from "@/adapters/memory/process.ts";
import type { Log } from "@/ports/log.ts";
import { links } from "@/projections/links.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { everyAnswer } from "@tests/support/every_question.ts";
import { linked, observed } from "@tests/support/log_events.ts";

const now = () => new Date(0);

/** A log whose next write meets the fault, and whether its process was told that it is over. */
function faultyLog(disk: MemoryDisk, fault: WriteFault) {
  let next: WriteFault | null = null;
  let isEnded = false;
  const process = startProcess(disk, {
    faultOf: () => next,
    onEnd: () => void (isEnded = true),
  });
  const log = openMemoryLog({ process, projections: logProjections, now });
  return {
    log,
    process,
    meet: (met: WriteFault | null = fault) => void (next = met),
    isEnded: () => isEnded,
  };
}

function logOn(disk: MemoryDisk): Log {
  return openMemoryLog({ process: startProcess(disk), projections: logProjections, now });
}

const append = ({ store }: Log, streamId = "a") =>
  store.append([{
    streamId,
    expectedVersion: store.streamVersion(streamId),
    events: [observed("vikunja")],
  }]);

/** Whether it is settled once everything that is ready has run. */
async function isHeard(appending: Promise<unknown>): Promise<boolean> {
  let heard = false;
  const hear = () => heard = true;
  appending.then(hear, hear);
  await new Promise((resolve) => setTimeout(resolve));
  return heard;
}

Deno.test("openMemoryLog() has what an earlier one on the same disk stored", async () => {
  const disk = createMemoryDisk();
  const first = logOn(disk);
  await append(first);
  const before = everyAnswer(first);
  first.close();
  assert.deepEqual(everyAnswer(logOn(disk)), before);
});

Deno.test("append() stores nothing when the disk is full, and goes on when it is not any more", async () => {
  const { log, meet } = faultyLog(createMemoryDisk(), "full");
  meet();
  assert.equal((await refusal(append(log))).code, "DISK_FULL");
  assert.equal(log.reader.eventCount(), 0);
  meet(null);
  await append(log);
  assert.equal(log.reader.eventCount(), 1);
});

Deno.test("append() is refused for good once the log was found damaged", async () => {
  const { log, meet } = faultyLog(createMemoryDisk(), "damaged");
  meet();
  assert.equal((await refusal(append(log))).code, "LOG_DAMAGED");
  meet(null);
  assert.equal((await refusal(append(log))).code, "LOG_DAMAGED");
  assert.equal(log.reader.eventCount(), 0);
});

for (const [fault, count] of [["ends before", 0], ["ends after", 1]] as const) {
  Deno.test(`append() whose process ${fault} it is not heard of, and stored ${count} times`, async () => {
    const disk = createMemoryDisk();
    const { log, meet, isEnded } = faultyLog(disk, fault);
    meet();
    assert.equal(await isHeard(append(log)), false);
    meet(null);
    assert.equal(await isHeard(append(log, "b")), false);
    assert.ok(isEnded());
    assert.equal(logOn(disk).reader.eventCount(), count);
  });
}

Deno.test("a process that is over leaves another one on the same disk alone", async () => {
  const disk = createMemoryDisk();
  const other = logOn(disk);
  const { log, process } = faultyLog(disk, "full");
  process.end();
  assert.equal(await isHeard(append(log)), false);
  await append(other);
  assert.equal(other.reader.eventCount(), 1);
});

Deno.test("two logs on one disk refuse each other's versions, and see each other's events", async () => {
  const disk = createMemoryDisk();
  const [one, other] = [logOn(disk), logOn(disk)];
  await append(one);
  const late = other.store.append([{ streamId: "a", expectedVersion: 0, events: [linked(1)] }]);
  assert.equal((await refusal(late)).code, "VERSION_CONFLICT");
  assert.equal(other.reader.titleOf("a"), "Buy milk");
});

Deno.test("copyDisk() is what a backup is: nothing that happens to one happens to the other", async () => {
  const disk = createMemoryDisk();
  await append(logOn(disk));
  const backup = copyDisk(disk);
  const before = everyAnswer(logOn(backup));
  await append(logOn(disk));
  assert.deepEqual(everyAnswer(logOn(backup)), before);
  await append(logOn(backup), "b");
  assert.equal(logOn(disk).reader.isKnown("b"), false);
});

Deno.test("openMemoryLog() folds anew what another version of its projections folded", async () => {
  const disk = createMemoryDisk();
  await append(logOn(disk));
  const renamed = logProjections.map((each) => each === links ? { ...links, version: 99 } : each);
  const process = startProcess(disk);
  const log = openMemoryLog({ process, projections: renamed, now });
  assert.deepEqual(everyAnswer(log), everyAnswer(logOn(disk)));
});

Deno.test("integrity() names a projection that is not what the events say", async () => {
  const disk = createMemoryDisk();
  const log = logOn(disk);
  await append(log);
  disk.log.projected?.rows.apply([{ op: "delete", table: "tasks", where: { id: "a" } }]);
  assert.deepEqual(log.integrity(), ["projection tasks is not what the events say"]);
  log.rebuild();
  assert.deepEqual(log.integrity(), []);
});

Deno.test("close() leaves a log that answers nothing and takes nothing", async () => {
  const log = logOn(createMemoryDisk());
  log.close();
  assert.equal((await refusal(log.store.append([]))).code, "ABORTED");
  assert.throws(() => log.reader.linkCount(), { code: "ABORTED" });
});
