import assert from "node:assert/strict";
import { createMemoryDisk, type MemoryDisk } from "@/adapters/memory/disk.ts";
import { copyMemoryLog, ownMemoryLog } from "@/adapters/memory/owned_log.ts";
import { startProcess } from "@/adapters/memory/process.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { linked } from "@tests/support/log_events.ts";

const signal = new AbortController().signal;
const projections = logProjections;
const now = () => new Date(0);

function own(disk: MemoryDisk, process = startProcess(disk), onWait = () => {}) {
  const runtime = {
    after(_ms: number, call: () => void) {
      onWait();
      queueMicrotask(call);
      return { [Symbol.dispose]() {} };
    },
  };
  const options = { process, projections, now, runtime, command: "sync", lockTimeoutMs: 100 };
  return ownMemoryLog(options, signal);
}

Deno.test("ownMemoryLog() says LOCKED as long as another process has the log", async () => {
  const disk = createMemoryDisk();
  {
    await using _owned = await own(disk);
    await assert.rejects(own(disk), { code: "LOCKED", retryable: true });
  }
  await using owned = await own(disk);
  assert.equal(owned.log.reader.eventCount(), 0);
});

Deno.test("ownMemoryLog() waits until whoever has it lets go of it", async () => {
  const disk = createMemoryDisk();
  const owned = await own(disk);
  let waits = 0;
  const next = await own(disk, startProcess(disk), () => {
    if (++waits === 3) owned[Symbol.asyncDispose]();
  });
  assert.equal(waits, 3);
  await next[Symbol.asyncDispose]();
});

Deno.test("ownMemoryLog() takes the log of a process that is over, which cannot let go of it for another", async () => {
  const disk = createMemoryDisk();
  const process = startProcess(disk);
  const dead = await own(disk, process);
  process.end();
  await using _owned = await own(disk);
  await dead[Symbol.asyncDispose]();
  await assert.rejects(own(disk), { code: "LOCKED" });
});

Deno.test("copyMemoryLog() is a log to try things on, also while somebody has it", async () => {
  const disk = createMemoryDisk();
  await using owned = await own(disk);
  const process = startProcess(disk);
  await using copied = copyMemoryLog({ process, projections, now });
  const append = { streamId: "a", expectedVersion: 0, events: [linked(1)] };
  await copied.log.store.append([append]);
  assert.equal(owned.log.reader.linkCount(), 0);
  assert.equal(copied.log.reader.linkCount(), 1);
});
