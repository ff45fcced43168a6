import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { Write } from "@/ports/replica.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { countedProgram } from "@tests/adapters/taskwarrior/counted_program.ts";
import { spawnScript } from "@tests/support/child_process.ts";
import { order, plainTask } from "@tests/support/replica_hands.ts";
import { createTaskwarrior, type Taskwarrior } from "@tests/support/taskwarrior.ts";
import { until } from "@tests/support/until.ts";
import { isLong } from "@tests/support/long_form.ts";

const kills = isLong ? 50 : 3;
const everything = { cursor: null, full: false, knownCount: 0 };

Deno.test("a direct write that is killed inside its transaction leaves nothing (Taskwarrior 3)", async () => {
  await using tw = await createTaskwarrior("3");
  const uuids = Array.from({ length: 51 }, () => crypto.randomUUID());
  const [fresh = "", ...old] = uuids;
  await tw.import(old.map((uuid) => ({ uuid, description: "before" })));
  const before = await contentsOf(tw);
  for (let kill = 1; kill <= kills; kill++) {
    const fatal = String(Math.ceil((kill * uuids.length) / kills));
    await using child = spawnScript("direct_3_child.ts", [tw.taskdata, "after", fatal, ...uuids]);
    assert.equal((await child.ended).signal, "SIGKILL");
    assert.deepEqual(await contentsOf(tw), before);
  }
  await using child = spawnScript("direct_3_child.ts", [tw.taskdata, "after", "0", ...uuids]);
  assert.equal((await child.ended).code, 0);
  assert.deepEqual(new Set((await contentsOf(tw)).titles), new Set(["after"]));
  assert.equal((await tw.export([fresh])).length, 1);
});

Deno.test("Taskwarrior 3 itself lists, modifies, undoes and cleans up what was written directly", async () => {
  await using tw = await createTaskwarrior("3");
  await tw.import([{ uuid: crypto.randomUUID(), description: "theirs" }]);
  const replica = replicaOf(tw);
  await replica.changes(everything, signal);
  const writes = Array.from({ length: 30 }, (_, at) => created(`ours ${at}`));
  const ids = writes.map(({ id }) => id ?? "");
  await replica.write(writes, signal);
  await replica.write(ids.map((id) => titled(id, "changed")), signal);
  assert.match((await tw.run(["rc.gc=on", "list"])).stdout, /31 tasks/);
  assert.equal((await tw.run(["rc.bulk=0", ...ids.slice(0, 2), "modify", "+mine"])).code, 0);
  assert.equal((await tw.run(["undo"])).code, 0);
  assert.equal((await tw.export(["+mine"])).length, 0);
  assert.equal((await tw.run(["undo"])).code, 0);
  const titles = (await tw.export(["+PENDING"])).map((task) => task["description"]);
  assert.deepEqual(titles.toSorted(), [...ids.map((_, at) => `ours ${at}`), "theirs"].toSorted());
  assert.equal((await tw.run(["undo"])).code, 0);
  assert.deepEqual((await tw.export()).map((task) => task["description"]), ["theirs"]);
});

Deno.test("a direct write waits for whoever holds the database, as `task sync` does over its calls (Taskwarrior 3)", async () => {
  await using tw = await createTaskwarrior("3");
  const [first, second] = [created("first"), created("second")];
  await tw.import([{ uuid: first.id ?? "", description: "first" }]);
  let tries = 0;
  const replica = replicaOf(tw, { onBusy: () => void tries++ });
  await replica.changes(everything, signal);
  const held = new DatabaseSync(join(tw.taskdata, "taskchampion.sqlite3"));
  held.exec("BEGIN IMMEDIATE");
  let isOver = false;
  const writing = replica.write([titled(first.id ?? "", "ours"), second], signal)
    .finally(() => isOver = true);
  // Work goes on meanwhile: nothing of ours blocks the process.
  await until("some tries", () => tries >= 3);
  assert.equal(isOver, false);
  held.exec("COMMIT");
  held.close();
  assert.deepEqual((await writing).map(({ kind }) => kind), ["written", "written"]);
});

Deno.test("a direct write stamps its operations with the time of the edit, never in the future (Taskwarrior 3)", async () => {
  await using tw = await createTaskwarrior("3");
  const { id } = created("x");
  await tw.import([{ uuid: id ?? "", description: "x" }]);
  const replica = replicaOf(tw, {
    runtime: { ...systemRuntime, now: () => new Date("2026-05-05T05:05:05Z") },
  });
  await replica.changes(everything, signal);
  const edits = ["2026-01-02T03:04:05Z", "2029-01-01T00:00:00Z"];
  for (const [at, editedAt] of edits.entries()) {
    await replica.write([{ ...titled(id ?? "", `title ${at}`), editedAt }], signal);
  }
  using database = new DatabaseSync(join(tw.taskdata, "taskchampion.sqlite3"), { readOnly: true });
  const stamps = database.prepare(`SELECT json_extract(data, '$.Update.timestamp') AS at
    FROM operations WHERE json_extract(data, '$.Update.value') LIKE 'title%' ORDER BY id`).all();
  const expected = ["2026-01-02T03:04:05.000Z", "2026-05-05T05:05:05.000Z"];
  assert.deepEqual(stamps.map(({ at }) => at), expected);
});

for (
  const [version, change] of Object.entries({
    "0.3": "UPDATE version SET minor = 3",
    "1.0": "UPDATE version SET major = 1, minor = 0",
    "no version": "DROP TABLE version",
  })
) {
  Deno.test(`a database of ${version} is written by an import (Taskwarrior 3)`, async () => {
    await using tw = await createTaskwarrior("3");
    const { id } = created("x");
    await tw.import([{ uuid: id ?? "", description: "x" }]);
    const replica = replicaOf(tw);
    await replica.changes(everything, signal);
    const database = new DatabaseSync(join(tw.taskdata, "taskchampion.sqlite3"));
    database.exec(change);
    database.close();
    const [outcome] = await replica.write([titled(id ?? "", "ours")], signal);
    // A program too old for it refuses, and that is the program's word.
    assert.equal(outcome?.kind, version === "1.0" ? "failed" : "written");
  });
}

const strange = [
  '{"Delete":{"uuid":"x"}}',
  '{"Delete":{"uuid":"5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11","old_task":7}}',
  '{"Update":{"uuid":"5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11"}}',
  '{"Renamed":{}}',
  '"Pause"',
  "null",
  "7",
];

for (const operation of strange) {
  Deno.test(`S13: changes() compares everything after the operation ${operation} (Taskwarrior 3)`, async () => {
    await using tw = await createTaskwarrior("3");
    const { id } = created("x");
    await tw.import([{ uuid: id ?? "", description: "x" }]);
    const replica = replicaOf(tw);
    await replica.changes(everything, signal);
    using database = new DatabaseSync(join(tw.taskdata, "taskchampion.sqlite3"));
    database.prepare("INSERT INTO operations (data) VALUES (?)").run(operation);
    const since = () => replica.changes({ ...everything, cursor: replica.cursor() }, signal);
    assert.equal((await since()).complete, true);
    assert.equal((await since()).complete, false);
    const gone = await replica.read(["5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11"], signal);
    assert.equal(gone[0]?.kind === "gone" && gone[0].how, "missing");
    const [outcome] = await replica.write([titled(id ?? "", "ours")], signal);
    assert.equal(outcome?.kind, "written");
  });
}

Deno.test("where there is no database yet one import makes it, and the rest is written directly (Taskwarrior 3)", async () => {
  await using tw = await createTaskwarrior("3");
  const path = join(tw.taskdata, "taskchampion.sqlite3");
  await Deno.remove(path).catch(() => {});
  const counted = countedProgram(tw);
  const replica = replicaOf({ ...tw, program: counted.program });
  const writes = Array.from({ length: 60 }, (_, at) => created(`ours ${at}`));
  // What asks for the installation may have made one.
  await replica.installation(signal);
  await Deno.remove(path).catch(() => {});
  counted.takeStarts();
  const outcomes = await replica.write(writes, signal);
  assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(["written"]));
  assert.equal(counted.takeStarts().filter((last) => last === "-").length, 1);
  assert.equal((await tw.export()).length, 60);
});

async function contentsOf(tw: Taskwarrior) {
  using database = new DatabaseSync(join(tw.taskdata, "taskchampion.sqlite3"));
  const [check] = database.prepare("PRAGMA integrity_check").all();
  const operations = database.prepare("SELECT id, data FROM operations ORDER BY id").all();
  const numbers = database.prepare("SELECT id, uuid FROM working_set ORDER BY id").all();
  const titles = (await tw.export()).map((task) => String(task["description"]));
  return { check, operations, numbers, titles };
}

function created(title: string): Write {
  const task = { ...plainTask, title };
  return order(crypto.randomUUID(), { kind: "create", task, comments: [], extra: null });
}

function titled(id: string, title: string): Write {
  return order(id, { kind: "update", patch: { title }, expected: {} });
}
