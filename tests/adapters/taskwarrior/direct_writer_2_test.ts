import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import type { JsonObject } from "@/domain/json.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { systemFiles } from "@/adapters/taskwarrior/stored/system_files.ts";
import { createDirectWriter2 } from "@/adapters/taskwarrior/v2/direct_writer_2.ts";
import { importTasks } from "@/adapters/taskwarrior/program/import.ts";
import { createTaskProgram } from "@/adapters/taskwarrior/program/program.ts";
import { typesOf } from "@/adapters/taskwarrior/stored/stored_task.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import { randomTask, randomUuids } from "@tests/adapters/taskwarrior/random_task.ts";
import { createTaskwarrior, type Taskwarrior } from "@tests/support/taskwarrior.ts";
import { isLong } from "@tests/support/long_form.ts";

const types = { estimate: "numeric", length: "duration", review: "date", notes: "string" };
const rc = Object.entries(types).map(([name, type]) => `uda.${name}.type=${type}`);

function direct({ taskdata }: Taskwarrior) {
  const folder = taskdata;
  const warn = (warning: string) => assert.fail(warning);
  return createDirectWriter2({
    files: systemFiles,
    runtime: systemRuntime,
    folder,
    typeOf: typesOf(types),
    warn,
  });
}

/** Writes the objects in place of what is there; what must not be written by it comes back. */
async function writeDirectly(tw: Taskwarrior, objects: readonly TaskObject[]) {
  const ids = new Set(objects.map(({ uuid }) => uuid));
  return await direct(tw).write(ids, (tasks) =>
    objects.map((object) => ({
      uuid: object.uuid,
      base: tasks.get(object.uuid),
      object,
      editedAt: null,
    })));
}

async function writeByImport(tw: Taskwarrior, objects: readonly TaskObject[]): Promise<void> {
  const refusals = await importTasks(objects, new Map(), {
    runtime: systemRuntime,
    neutral: [],
    hasData: () => true,
    program: createTaskProgram(tw.program.path, tw.env, systemRuntime),
    exportOf: () => Promise.resolve(new Map()),
    warn: (warning) => assert.fail(warning),
  });
  assert.equal(refusals.size, 0);
}

const start = Math.floor(Date.now() / 1000) - 60;

/** Stamps of this test as one word: they differ by a second or two. */
function withoutNow(text: string): string {
  return text.replace(/"(\d{8})T(\d\d)(\d\d)(\d\d)Z"/g, (all, day: string, ...time) => {
    const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T${
      time.slice(0, 3).join(":")
    }Z`;
    return isNow(Date.parse(date) / 1000) ? '"now"' : all;
  }).replace(/"(\d{10})"/g, (all, seconds) => isNow(Number(seconds)) ? '"now"' : all)
    .replace(/^time \d+$/, "time now");
}

function isNow(seconds: number): boolean {
  return seconds >= start && seconds < start + 600;
}

/** An import writes each number anew, with six digits. */
function withPlainNumbers(text: string): string {
  return text.replace(
    /((?:imask|estimate)(?::"|":"?))(-?\d+(?:\.\d+)?)/g,
    (_, name, value) => name + String(Number(value)),
  );
}

/** What an export shows, without what differs by the second or by the order. */
async function shown(tw: Taskwarrior): Promise<readonly JsonObject[]> {
  const tasks = await tw.export();
  return tasks.map(({ id: _, urgency: __, ...task }) =>
    JSON.parse(withoutNow(JSON.stringify(task)))
  )
    .toSorted((a, b) => String(a["uuid"]) < String(b["uuid"]) ? -1 : 1);
}

async function lines(tw: Taskwarrior, name: string): Promise<readonly string[]> {
  const text = await Deno.readTextFile(join(tw.taskdata, name));
  return text.split("\n").map((line) => withPlainNumbers(withoutNow(line)));
}

async function assertSame(a: Taskwarrior, b: Taskwarrior): Promise<void> {
  const [left, right] = [await shown(a), await shown(b)];
  left.forEach((task, at) => assert.deepEqual(task, right[at]));
  assert.equal(left.length, right.length);
  for (const name of ["pending.data", "completed.data", "undo.data", "backlog.data"]) {
    const [left, right] = [await lines(a, name), await lines(b, name)];
    left.forEach((line, at) => assert.equal(line, right[at], `${name}:${at + 1}`));
    assert.equal(left.length, right.length, name);
  }
}

Deno.test(`N1: a direct write of ${isLong ? 1_000 : 150} random tasks to 2.6 equals an import, attribute by attribute`, async () => {
  await using imported = await createTaskwarrior("2.6", { rc });
  await using direct = await createTaskwarrior("2.6", { rc });
  const uuids = randomUuids(isLong ? 1_000 : 150);
  const rounds = fc.sample(
    fc.tuple(
      ...[1, 2, 3].map((round) => fc.tuple(...uuids.map((id) => randomTask(id, uuids, round)))),
    ),
    { numRuns: 1, seed: 262 },
  )[0] ?? [];
  for (const round of rounds) {
    const objects = round.filter((task) => task !== null);
    await writeByImport(imported, objects);
    const { unfit } = await writeDirectly(direct, objects);
    assert.deepEqual([...unfit], []);
    await assertSame(imported, direct);
  }
  for (
    const command of [["list"], ["undo"], ["1", "modify", "again"], ["undo"], ["undo"], ["list"]]
  ) {
    const said = await Promise.all([imported, direct].map((tw) => tw.run(command)));
    assert.equal(said[1]?.code, said[0]?.code, `${command}: ${said[1]?.stderr}`);
    await assertSame(imported, direct);
  }
});

Deno.test("N1: a direct write of children of a recurring task marks their parent as an import does", async () => {
  await using imported = await createTaskwarrior("2.6", { rc });
  await imported.run(["add", "daily", "due:yesterday", "recur:daily", "until:2099-01-01"]);
  await imported.run(["add", "weekly", "due:tomorrow", "recur:weekly", "wait:2090-01-01"]);
  await imported.run(["rc.recurrence.limit=3", "list"]);
  await using direct = await createTaskwarrior("2.6", { rc });
  for (const name of ["pending.data", "completed.data", "undo.data", "backlog.data"]) {
    await Deno.copyFile(join(imported.taskdata, name), join(direct.taskdata, name));
  }
  const children = (await imported.export()).filter((task) => "parent" in task);
  assert.ok(children.length >= 4);
  const end = "20261101T000000Z";
  const changes: readonly JsonObject[] = [
    { status: "completed", end },
    { description: "another", tags: ["x"] },
    { status: "deleted", end },
    { status: "pending", wait: "20900101T000000Z" },
  ];
  const objects = children.slice(0, 4).map((
    child,
    at,
  ) => ({ ...child, ...changes[at] } as TaskObject));
  await writeByImport(imported, objects);
  assert.deepEqual([...(await writeDirectly(direct, objects)).unfit], []);
  await assertSame(imported, direct);
  const again = children.slice(0, 1).map((child) => child as TaskObject);
  await writeByImport(imported, again);
  assert.deepEqual([...(await writeDirectly(direct, again)).unfit], []);
  await assertSame(imported, direct);
  for (const command of [["list"], ["undo"], ["undo"]]) {
    const said = await Promise.all([imported, direct].map((tw) => tw.run(command)));
    assert.equal(said[1]?.code, said[0]?.code, `${command}: ${said[1]?.stderr}`);
    await assertSame(imported, direct);
  }
});

Deno.test("N1: a direct write keeps what 2.6 cannot read and finds each task that is finished", async () => {
  await using tw = await createTaskwarrior("2.6", { rc });
  const [first = "", second = ""] = randomUuids(2);
  const entry = "20200101T000000Z";
  await tw.import([
    { uuid: first, description: "one", entry, estimate: 2.5 },
    { uuid: second, description: "two", entry, status: "completed", end: entry },
  ]);
  const before = await Deno.readFile(join(tw.taskdata, "pending.data"));
  const odd = before.map((byte) => byte === "o".charCodeAt(0) ? 0xff : byte);
  await Deno.writeFile(join(tw.taskdata, "pending.data"), odd);
  await writeDirectly(tw, [{ uuid: second, description: "two", entry, status: "pending" }]);
  assert.deepEqual(await Deno.readFile(join(tw.taskdata, "pending.data")), odd);
  const open = (await lines(tw, "completed.data"))[0] ?? "";
  assert.match(open, /status:"pending"/);
  assert.doesNotMatch(open, /end:/);
  await tw.run(["list"]);
  assert.equal((await lines(tw, "completed.data")).length, 1);
});
