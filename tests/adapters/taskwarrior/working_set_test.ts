import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { systemDatabase } from "@/adapters/taskwarrior/v3/system_database.ts";
import { uuidAt } from "@tests/adapters/taskwarrior/random_object.ts";
import { createTaskwarrior } from "@tests/support/taskwarrior.ts";

for (const count of [2, 30]) {
  Deno.test(`giveNumber() numbers ${count} tasks in a row, each once, and none that has a number (Taskwarrior 3)`, async () => {
    await using tw = await createTaskwarrior("3");
    await tw.import([{ uuid: uuidAt(0), description: "numbered by Taskwarrior" }]);
    const database = systemDatabase(tw.taskdata);
    const uuids = Array.from({ length: count }, (_, at) => uuidAt(at));
    for (const _ of [1, 2]) {
      database.write((tasks) => [...uuids, ...uuids].forEach(tasks.giveNumber));
    }
    using stored = new DatabaseSync(join(tw.taskdata, "taskchampion.sqlite3"), { readOnly: true });
    const rows = stored.prepare("SELECT id, uuid FROM working_set ORDER BY id").all();
    assert.deepEqual(
      rows.map(({ id, uuid }) => [id, uuid]),
      uuids.map((uuid, at) => [at + 1, uuid]),
    );
  });
}
