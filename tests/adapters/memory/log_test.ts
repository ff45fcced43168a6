import assert from "node:assert/strict";
import { copyDisk, createMemoryDisk, type MemoryDisk } from "@/adapters/memory/disk.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { startProcess } from "@/adapters/memory/process.ts";
import type { Log } from "@/ports/log.ts";
import { links } from "@/projections/links.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { everyAnswer } from "@tests/support/every_question.ts";
import { observed } from "@tests/support/log_events.ts";

const now = () => new Date(0);

function logOn(disk: MemoryDisk): Log {
  return openMemoryLog({ process: startProcess(disk), projections: logProjections, now });
}

const append = ({ store }: Log, streamId = "a") =>
  store.append([{
    streamId,
    expectedVersion: store.streamVersion(streamId),
    events: [observed("vikunja")],
  }]);

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
