import assert from "node:assert/strict";
import { fold } from "@/domain/evolve.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { upcasts } from "@/domain/upcast.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { foldedFacts } from "@tests/support/released_log.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

interface Released {
  readonly events: readonly StoredEvent<SyncEvent>[];
  readonly folded: Readonly<Record<string, unknown>>;
  /** By `name@version` of the projection. */
  readonly checksums: Readonly<Record<string, string>>;
}

const fixtures = new URL("../../fixtures/logs/", import.meta.url);
const released = [...Deno.readDirSync(fixtures)]
  .map((entry) => entry.name).filter((name) => name.endsWith(".db"));

function expectedOf(name: string): Released {
  return JSON.parse(Deno.readTextFileSync(new URL(name.replace(/\.db$/, ".json"), fixtures)));
}

for (const name of released) {
  Deno.test(`openLog() reads ${name} and folds it to the same state (T33)`, async () => {
    const expected = expectedOf(name);
    using folder = tempFolder();
    const path = folder.file("log.db");
    Deno.copyFileSync(new URL(name, fixtures), path);
    using log = logAt(path);
    assert.deepEqual(log.integrity(), []);
    assert.deepEqual(log.store.readAll(0, 10_000), expected.events);
    for (const [streamId, facts] of Object.entries(expected.folded)) {
      const events = log.store.readStream(streamId).map((stored) => stored.event);
      const folded = foldedFacts(fold(streamId, events));
      assert.deepEqual(JSON.parse(JSON.stringify(folded)), facts, streamId);
    }
    for (const projection of logProjections) {
      const checksum = expected.checksums[`${projection.name}@${projection.version}`];
      if (checksum === undefined) continue;
      assert.equal(await log.checksum(projection.name), checksum, projection.name);
    }
  });
}

Deno.test("every event type there is has been released in some fixture", () => {
  const found = released.flatMap((name) => expectedOf(name).events.map(({ event }) => event.type));
  assert.deepEqual([...new Set(found)].toSorted(), Object.keys(upcasts).toSorted());
});
