import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { observed } from "@tests/support/log_events.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

/** What is noted of the derived tables; "": nothing. */
function notedAt(path: string): unknown {
  using database = new DatabaseSync(path);
  return database.prepare("SELECT value FROM checks WHERE name = 'derived'").get()?.["value"] ?? "";
}

Deno.test("a log that rests is summed up once nothing was stored for a minute, and not when it is closed", async () => {
  using folder = tempFolder();
  const path = `${folder.path}/log.db`;
  let elapsedMs = 0;
  const runtime = { ...systemRuntime, elapsed: () => elapsedMs };
  const open = () => {
    let rest = () => {};
    const onRest = (given: () => void) => void (rest = given);
    const log = openLog({ path, projections: logProjections, runtime, isOwner: true, onRest });
    return { log, rest: () => rest() };
  };
  const { log, rest } = open();
  const store = (streamId: string) =>
    log.store.append([{ streamId, expectedVersion: 0, events: [observed("vikunja")] }]);
  await store("a");
  const afterA = (ms: number) => {
    elapsedMs += ms;
    for (const _ of [1, 2, 3]) rest();
    return notedAt(path);
  };
  assert.equal(afterA(0), "");
  assert.equal(afterA(59_000), "");
  assert.notEqual(afterA(2_000), "");
  await store("b");
  assert.equal(afterA(0), "", "it is of the tables as they are");
  log.close();
  assert.equal(notedAt(path), "");
  // The next owner reads everything, and sums it up by itself.
  const next = open();
  elapsedMs += 61_000;
  for (const _ of [1, 2, 3]) next.rest();
  assert.notEqual(notedAt(path), "");
  next.log.close();
  assert.notEqual(notedAt(path), "");
});
