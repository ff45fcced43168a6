import assert from "node:assert/strict";
import type { WayOfWriting } from "@/adapters/taskwarrior/way_of_writing.ts";
import { countedProgram } from "@tests/adapters/taskwarrior/counted_program.ts";
import { memoryFacts, replicaOf, signal, udas } from "@tests/adapters/taskwarrior/support.ts";
import { handsOn } from "@tests/support/replica_hands.ts";
import { createTaskwarrior, forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";

/** Processes of our own, each with what the log kept of the one before. */
function runsOf(tw: Taskwarrior, write: WayOfWriting = "auto") {
  const counted = countedProgram(tw);
  const facts = memoryFacts();
  const open = () => replicaOf({ ...tw, program: counted.program }, { facts, write });
  const run = async (cursor: string | null, full = false) => {
    const replica = open();
    await replica.identify(signal);
    const changes = await replica.changes({ cursor, full, knownCount: 0 }, signal);
    const starts = counted.takeStarts();
    return { cursor: replica.cursor(), replica, changes, starts };
  };
  return { open, run, counted };
}

forEachVersion("changes() starts no task when nothing happened since the last run", async (tw) => {
  await tw.run(["add", "Dig"]);
  const { run } = runsOf(tw);
  const first = await run(null);
  assert.deepEqual(first.starts.toSorted(), ["--version", "_show", "export"]);
  const second = await run(first.cursor);
  assert.deepEqual(second.starts, []);
  const { cursor, ...changes } = second.changes;
  assert.deepEqual(changes, { complete: false, readings: [], warnings: [], isStill: true });
  assert.deepEqual([cursor?.(), second.cursor], [first.cursor, first.cursor]);
});

forEachVersion("changes() starts no task after a run that wrote itself", async (tw) => {
  const { run, counted } = runsOf(tw);
  const first = await run(null);
  const { create, update } = hands(first.replica);
  const made = await create({ title: "ours", labels: ["a"] });
  await update(made.id, { title: "still ours", labels: { add: ["b"], remove: ["a"] } });
  counted.takeStarts();
  const second = await run(first.replica.cursor());
  assert.deepEqual(second.starts, []);
  assert.deepEqual(second.changes.readings, []);
}, { rc: udas });

forEachVersion(
  "changes() hands out what others did while we wrote, and nothing else",
  async (tw) => {
    const { run } = runsOf(tw);
    const first = await run(null);
    const { create } = hands(first.replica);
    await tw.run(["add", "before"]);
    await create({ title: "ours" });
    await tw.run(["add", "after"]);
    const second = await run(first.replica.cursor());
    assert.equal(second.changes.complete, false);
    assert.deepEqual(titlesOf(second.changes.readings), ["after", "before"]);
    const third = await run(second.cursor);
    assert.deepEqual(third.starts, []);
    assert.deepEqual(third.changes.readings, []);
  },
);

Deno.test("write() starts no task, and one where it imports what 2.6 wrote lately", async () => {
  await using tw = await createTaskwarrior("2.6");
  await tw.run(["add", "Dig"]);
  const [task] = await tw.export();
  for (const write of ["auto", "import"] as const) {
    const { run, counted } = runsOf(tw, write);
    const first = await run(null);
    await hands(first.replica).update(String(task?.["uuid"]), { title: `Dig by ${write}` });
    assert.deepEqual(counted.takeStarts(), write === "auto" ? [] : ["-"]);
  }
});

forEachVersion("installation() asks again when the configuration changed", async (tw) => {
  const { run } = runsOf(tw);
  const first = await run(null);
  Deno.writeTextFileSync(tw.taskrc, "uda.size.type=string\n", { append: true });
  const second = await run(first.cursor);
  assert.deepEqual(second.starts.toSorted(), ["--version", "_show"]);
  assert.equal((await second.replica.installation(signal)).udas["size"], "string");
});

forEachVersion("installation() asks again when an included file changed", async (tw) => {
  const included = `${tw.home}/more.rc`;
  Deno.writeTextFileSync(included, "");
  Deno.writeTextFileSync(tw.taskrc, "include more.rc\n", { append: true });
  const { run } = runsOf(tw);
  const first = await run(null);
  Deno.writeTextFileSync(included, "uda.size.type=string\n");
  const second = await run(first.cursor);
  assert.deepEqual(second.starts.toSorted(), ["--version", "_show"]);
});

function hands(replica: ReturnType<typeof replicaOf>) {
  return handsOn({
    open: () => replica,
    newId: () => crypto.randomUUID(),
    paragraph: (text) => text,
    project: [],
    retitle: () => Promise.resolve(),
    addLabel: () => Promise.resolve(),
    remove: () => Promise.resolve(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }, replica);
}

function titlesOf(readings: readonly { readonly kind: string }[]): readonly string[] {
  return readings.map((reading) =>
    "task" in reading ? (reading.task as { readonly title: string }).title : reading.kind
  ).toSorted();
}
