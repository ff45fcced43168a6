import assert from "node:assert/strict";
import { createMemoryDisk } from "@/adapters/memory/disk.ts";
import { withFaults } from "@/adapters/memory/faulty_log.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { type MemoryProcess, startProcess, type WriteFault } from "@/adapters/memory/process.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { observed } from "@tests/support/log_events.ts";
import { sqliteLogPlace } from "@tests/support/log_places.ts";

/** A place for logs, each of a process whose writes can meet faults. */
interface FaultyPlace extends Disposable {
  open(process: MemoryProcess): Log;
}

const places: Readonly<Record<string, () => FaultyPlace>> = {
  "in memory": () => ({
    open: (process) => openMemoryLog({ process, projections: logProjections, now }),
    [Symbol.dispose]() {},
  }),
  "on SQLite": () => {
    const place = sqliteLogPlace();
    return {
      open: (process) => withFaults(place.open(), process),
      [Symbol.dispose]: () => place[Symbol.dispose](),
    };
  },
};

const now = () => new Date(0);

function world(place: FaultyPlace) {
  const disk = createMemoryDisk();
  let next: WriteFault | null = null;
  let ends = 0;
  const process = startProcess(disk, { faultOf: () => next, onEnd: () => void ends++ });
  return {
    process,
    log: place.open(process),
    other: place.open(startProcess(disk)),
    meet: (fault: WriteFault | null) => void (next = fault),
    ends: () => ends,
  };
}

const append = ({ store }: Log, streamId = "a") =>
  store.append([{
    streamId,
    expectedVersion: store.streamVersion(streamId),
    events: [observed("vikunja")],
  }]);

/** Whether it is settled once a later append to another log is. */
async function isHeard(appending: Promise<unknown>, other: Log): Promise<boolean> {
  let heard = false;
  const hear = () => heard = true;
  appending.then(hear, hear);
  await append(other, "later");
  return heard;
}

for (const [name, make] of Object.entries(places)) {
  const test = (what: string, body: (given: ReturnType<typeof world>) => Promise<void>) =>
    Deno.test(`a log ${name}: ${what}`, async () => {
      using place = make();
      const given = world(place);
      try {
        await body(given);
      } finally {
        given.log.close();
        given.other.close();
      }
    });

  test("append() stores nothing when the disk is full, and goes on when it is not any more", async ({ log, meet }) => {
    meet("full");
    assert.equal((await refusal(append(log))).code, "DISK_FULL");
    assert.equal(log.reader.eventCount(), 0);
    meet(null);
    await append(log);
    assert.equal(log.reader.eventCount(), 1);
  });

  test("append() is refused for good once the log was found damaged", async ({ log, meet }) => {
    meet("damaged");
    assert.equal((await refusal(append(log))).code, "LOG_DAMAGED");
    meet(null);
    assert.equal((await refusal(append(log))).code, "LOG_DAMAGED");
    assert.equal(log.reader.eventCount(), 0);
  });

  const endings = [["ends before", 0], ["ends within", 0], ["ends after", 1]] as const;
  for (const [fault, stored] of endings) {
    test(`append() whose process ${fault} it is not heard of, and stored ${stored} times`, async ({ log, other, meet, ends }) => {
      meet(fault);
      assert.equal(await isHeard(append(log), other), false);
      meet(null);
      assert.equal(await isHeard(append(log, "b"), other), false);
      assert.equal(ends(), 1);
      assert.deepEqual(["a", "b"].map(other.store.streamVersion), [stored, 0]);
    });
  }

  test("append() that is refused is not heard of either when its process ends after it", async ({ log, other, meet, ends }) => {
    meet("ends after");
    const events = [observed("vikunja")];
    const refused = log.store.append([{ streamId: "a", expectedVersion: 7, events }]);
    assert.equal(await isHeard(refused, other), false);
    assert.equal(ends(), 1);
    assert.equal(other.store.streamVersion("a"), 0);
  });

  test("a process that is over leaves another one alone", async ({ log, other, process }) => {
    process.end();
    assert.equal(await isHeard(append(log), other), false);
    await append(other);
    assert.equal(other.store.streamVersion("a"), 1);
  });
}
