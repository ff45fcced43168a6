import assert from "node:assert/strict";
import fc from "fast-check";
import { asSyncError } from "@/domain/errors.ts";
import { logStreamId, type SyncEvent } from "@/domain/events.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { logEvent, streamNames, taskEvent } from "@tests/support/arbitrary_events.ts";
import { everyAnswer } from "@tests/support/every_question.ts";
import { folderInMemory } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

interface Step {
  readonly streamId: string;
  readonly events: readonly SyncEvent[];
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      streamId: fc.constantFrom(...streamNames),
      events: fc.array(taskEvent, { minLength: 1, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: logEvent.map((event) => ({ streamId: logStreamId, events: [event] })) },
);

/** In one append or one after the other; what came of it. */
async function take({ store }: Log, steps: readonly Step[]): Promise<unknown> {
  const versions = new Map<string, number>();
  const appends = steps.map(({ streamId, events }) => {
    const expectedVersion = versions.get(streamId) ?? store.streamVersion(streamId);
    versions.set(streamId, expectedVersion + events.length);
    return { streamId, expectedVersion, events };
  });
  try {
    return await store.append(appends);
  } catch (thrown) {
    const { code, message, details } = asSyncError(thrown);
    return { code, message, details };
  }
}

Deno.test("openMemoryLog() answers every question as openLog() does", async () => {
  using folder = folderInMemory();
  let run = 0;
  const appends = fc.array(fc.array(step, { minLength: 1, maxLength: 3 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(appends, async (all) => {
      let at = Date.parse("2026-11-20T10:00:00Z");
      const now = () => new Date(at);
      using onDisk = logAt(folder.file(`log-${run++}.db`), now);
      using inMemory = openMemoryLog({ projections: logProjections, now });
      for (const steps of all) {
        at += 1_000;
        assert.deepEqual(await take(inMemory, steps), await take(onDisk, steps));
      }
      assert.deepEqual(everyAnswer(inMemory), everyAnswer(onDisk));
      for (const { name } of logProjections) {
        assert.equal(await inMemory.checksum(name), await onDisk.checksum(name), name);
      }
      assert.deepEqual(inMemory.integrity(), []);
    }),
    { numRuns: Number(Deno.env.get("RUNS") ?? 100) },
  );
});
