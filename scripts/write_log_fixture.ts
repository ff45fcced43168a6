import { fold } from "@/domain/evolve.ts";
import { logStreamId, type SyncEvent } from "@/domain/events.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { foldedFacts, releasedEvents } from "@tests/support/released_log.ts";

/**
 * Writes the log that this version would leave behind, for the tests of all later versions. To be run
 * once for each released format, never over a fixture that is there:
 *
 *     deno run --allow-all scripts/write_log_fixture.ts tests/fixtures/logs/v3.db
 */
const [path] = Deno.args;
if (path === undefined) throw new Error("Name the file to write.");

let at = Date.parse("2026-11-20T10:00:00.000Z");
using log = openLog({
  path,
  projections: logProjections,
  runtime: { ...systemRuntime, now: () => new Date(at += 1_000) },
});
for (const [streamId, events] of Object.entries(releasedEvents)) {
  await log.store.append([{ streamId, expectedVersion: 0, events }]);
}
const folded = Object.keys(releasedEvents).filter((id) => id !== logStreamId).map((streamId) => [
  streamId,
  foldedFacts(fold(streamId, eventsOf(streamId))),
]);
const checksums = logProjections.map(async ({ name, version }) => [
  `${name}@${version}`,
  await log.checksum(name),
]);
const expected = {
  events: log.store.readAll(0, 10_000),
  folded: Object.fromEntries(folded),
  checksums: Object.fromEntries(await Promise.all(checksums)),
};
Deno.writeTextFileSync(path.replace(/\.db$/, ".json"), `${JSON.stringify(expected, null, 2)}\n`);

function eventsOf(streamId: string): readonly SyncEvent[] {
  return log.store.readStream(streamId).map((stored) => stored.event);
}
