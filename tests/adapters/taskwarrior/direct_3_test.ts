import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import fc from "fast-check";
import type { Json } from "@/domain/json.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { systemDatabase } from "@/adapters/taskwarrior/v3/system_database.ts";
import { createDirectWriter3 } from "@/adapters/taskwarrior/v3/direct_3.ts";
import { readStored } from "@/adapters/taskwarrior/v3/read_3.ts";
import type { DirectWriter } from "@/adapters/taskwarrior/common/direct_writer.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import { randomObject, uuidAt } from "@tests/adapters/taskwarrior/random_object.ts";
import { createTaskwarrior, type Taskwarrior } from "@tests/support/taskwarrior.ts";
import { isLong } from "@tests/support/long_form.ts";

const rc = [
  "uda.notes.type=string",
  "uda.estimate.type=numeric",
  "uda.length.type=duration",
  "uda.review.type=date",
];
const dates = ["due", "scheduled", "wait", "until", "start", "end", "entry", "modified", "review"];
const kinds = {
  isDate: (name: string) => dates.includes(name),
  isNumber: (name: string) => name === "imask" || name === "estimate",
};

/** How long `task import` takes for the first 1,000 alone keeps them out of the gate. */

Deno.test("the direct way leaves all that an import does, for random tasks in four rounds (Taskwarrior 3)", async () => {
  await using direct = await createTaskwarrior("3", { rc });
  await using imported = await createTaskwarrior("3", { rc });
  await sameRounds([direct, imported], isLong ? 1_000 : 60, isLong ? 25 : 60);
});

async function sameRounds(
  [direct, imported]: readonly [Taskwarrior, Taskwarrior],
  count: number,
  atOnce: number,
): Promise<void> {
  const uuids = Array.from({ length: count }, (_, at) => uuidAt(at));
  const writer = writerOf(direct);
  // Makes the database.
  for (const tw of [direct, imported]) {
    await tw.import([{ uuid: uuidAt(5_000), description: "1", entry: "20260101T000000Z" }]);
  }
  for (const round of [1, 2, 3, 4]) {
    const objects = fc.sample(fc.tuple(...uuids.map((uuid) => randomObject(uuid, uuids))), {
      seed: 20_260 + round,
      numRuns: 1,
    })[0] ?? [];
    for (let at = 0; at < objects.length; at += atOnce) {
      const chunk = objects.slice(at, at + atOnce).filter((object) => object !== null);
      await writeAll(writer, chunk);
      await imported.import(chunk);
    }
    assert.deepEqual(await exportedBy(direct), await exportedBy(imported));
    const [ours, theirs] = [contentsOf(direct), contentsOf(imported)];
    assert.ok(ours.operations.length > round * count);
    assert.deepEqual(ours.operations, theirs.operations);
    assert.deepEqual(ours.tasks, theirs.tasks);
    assert.deepEqual(ours.workingSet, theirs.workingSet);
    assert.deepEqual(await readBy(direct, uuids), await shownBy(direct, uuids));
    if (round === 2) { for (const tw of [direct, imported]) await tw.run(["rc.gc=on", "list"]); }
  }
}

function writerOf({ taskdata: folder, export: exportAll }: Taskwarrior): DirectWriter {
  const exportOf = async (uuids: ReadonlySet<string>) =>
    new Map((await exportAll([...uuids])).map((task) => [
      String(task["uuid"]),
      task as unknown as TaskObject,
    ]));
  return createDirectWriter3({
    database: systemDatabase(folder),
    runtime: systemRuntime,
    kinds,
    exportOf,
  });
}

async function writeAll(writer: DirectWriter, objects: readonly TaskObject[]): Promise<void> {
  const uuids = new Set(objects.map(({ uuid }) => uuid));
  const { unfit } = await writer.write(
    uuids,
    (tasks) =>
      objects.map((object) => ({
        uuid: object.uuid,
        base: tasks.get(object.uuid),
        object,
        editedAt: null,
      })),
  );
  assert.deepEqual([...unfit], []);
}

async function exportedBy(tw: Taskwarrior): Promise<readonly Json[]> {
  const tasks = await tw.export();
  return tasks.map(({ modified: _, urgency: __, ...task }) => task)
    .toSorted((a, b) => String(a["uuid"]) < String(b["uuid"]) ? -1 : 1);
}

/** As it is stored, without asking Taskwarrior. */
async function readBy(tw: Taskwarrior, uuids: readonly string[]): Promise<readonly TaskObject[]> {
  const read = readStored(systemDatabase(tw.taskdata), kinds, (odd) => {
    throw new Error(`${[...odd]} is odd`);
  });
  return [...(await read(new Set(uuids))).values()].map(asPending);
}

async function shownBy(tw: Taskwarrior, uuids: readonly string[]): Promise<readonly TaskObject[]> {
  const shown = new Map((await tw.export()).map((task) => [String(task["uuid"]), task]));
  return uuids.flatMap((uuid) => {
    const { id: _, urgency: __, ...task } = shown.get(uuid) ?? {};
    return shown.has(uuid) ? [asPending(task as unknown as TaskObject)] : [];
  });
}

/** A task that waits is shown as waiting, and stored as pending; tags have no order. */
function asPending(task: TaskObject): TaskObject {
  const tags = task["tags"] as readonly string[] | undefined;
  return {
    ...task,
    ...(task["status"] === "waiting" ? { status: "pending" } : {}),
    ...(tags === undefined ? {} : { tags: tags.toSorted() }),
  };
}

interface Contents {
  readonly operations: readonly unknown[];
  readonly tasks: Readonly<Record<string, unknown>>;
  readonly workingSet: readonly unknown[];
}

interface Update {
  readonly uuid: string;
  readonly property: string;
  readonly old_value: string | null;
  readonly value: string | null;
}

/** Without times of writing: how often `modified` is named depends on the second in which it is written. */
function contentsOf({ taskdata }: Taskwarrior): Contents {
  using database = new DatabaseSync(join(taskdata, "taskchampion.sqlite3"), { readOnly: true });
  const rows = (sql: string) => database.prepare(sql).all();
  let before = "";
  const operations = rows("SELECT data, synced, uuid FROM operations ORDER BY id").flatMap(
    (row) => {
      const operation = JSON.parse(String(row["data"]));
      const update: Update | undefined = operation.Update;
      if (update === undefined) return [JSON.stringify([operation, row["synced"], row["uuid"]])];
      const { uuid, property, old_value, value } = update;
      if (property !== "modified") {
        return [JSON.stringify([uuid, property, old_value, value, row["synced"], row["uuid"]])];
      }
      const isFirst = before !== uuid;
      before = uuid;
      return isFirst ? [`${uuid} modified`] : [];
    },
  );
  const tasks = rows("SELECT uuid, data FROM tasks").map(({ uuid, data }) => {
    const { modified: _, ...stored } = JSON.parse(String(data));
    return [String(uuid), stored];
  });
  const workingSet = rows("SELECT id, uuid FROM working_set ORDER BY id").map((row) => ({
    ...row,
  }));
  return { operations, tasks: Object.fromEntries(tasks), workingSet };
}
