import assert from "node:assert/strict";
import type { JsonObject } from "@/domain/json.ts";
import type { Reading } from "@/domain/task.ts";
import type { Changes } from "@/ports/replica.ts";
import { replicaOf, signal, type TestReplica } from "@tests/adapters/taskwarrior/support.ts";
import { createTaskwarrior, forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";

/** A replica that has seen all there was. */
async function upToDate(tw: Taskwarrior): Promise<TestReplica> {
  const replica = replicaOf(tw);
  await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
  return replica;
}

function since(replica: TestReplica, full = false): Promise<Changes> {
  return replica.changes({ cursor: replica.cursor(), full, knownCount: 0 }, signal);
}

async function succeed(tw: Taskwarrior, ...args: readonly string[]): Promise<void> {
  const { code, stderr } = await tw.run(["rc.confirmation=off", ...args]);
  assert.equal(code, 0, stderr);
}

async function added(tw: Taskwarrior, ...args: readonly string[]): Promise<string> {
  const before = new Set((await tw.export()).map((task) => task["uuid"]));
  await succeed(tw, "add", ...args);
  const made = (await tw.export()).find((task) => !before.has(task["uuid"]));
  return String(made?.["uuid"]);
}

function shown(readings: readonly Reading[]): readonly string[] {
  return readings.map((reading) => {
    switch (reading.kind) {
      case "present":
        return `${reading.task.title}${reading.task.done ? " (done)" : ""}`;
      case "gone":
        return reading.how;
      case "withdrawn":
        return "withdrawn";
    }
  }).toSorted();
}

forEachVersion("changes() gives each change of a row of commands once", async (tw) => {
  const replica = await upToDate(tw);
  const dig = await added(tw, "Dig");
  await succeed(tw, dig, "modify", "Dig deep", "project:Home");
  await added(tw, "Rest");
  const first = await since(replica);
  assert.equal(first.complete, false);
  assert.deepEqual(shown(first.readings), ["Dig deep", "Rest"]);
  await succeed(tw, dig, "done");
  assert.deepEqual(shown((await since(replica)).readings), ["Dig deep (done)"]);
  assert.deepEqual((await since(replica)).readings, []);
});

forEachVersion("changes() knows a deletion from a disappearance", async (tw) => {
  const [dig, rest] = [await added(tw, "Dig"), await added(tw, "Rest")];
  const replica = await upToDate(tw);
  await succeed(tw, dig, "delete");
  assert.deepEqual(shown((await since(replica)).readings), ["deleted"]);
  await succeed(tw, rest, "delete");
  await succeed(tw, rest, "purge");
  const { readings } = await since(replica);
  const gone = readings.find((reading) => reading.id === rest) ??
    (await replica.read([rest], signal))[0];
  assert.deepEqual(gone?.kind === "gone" && gone.how, "deleted");
});

forEachVersion("changes() notices a purge", async (tw) => {
  const dig = await added(tw, "Dig");
  await succeed(tw, dig, "delete");
  const replica = await upToDate(tw);
  await succeed(tw, dig, "purge");
  const { complete, readings } = await since(replica);
  const found = complete ? await replica.read([dig], signal) : readings;
  assert.equal(found[0]?.kind, "gone");
});

forEachVersion("T20: changes() notices that an add was undone", async (tw) => {
  const replica = await upToDate(tw);
  const dig = await added(tw, "Dig");
  assert.deepEqual(shown((await since(replica)).readings), ["Dig"]);
  await succeed(tw, "undo");
  const { complete, readings } = await since(replica);
  assert.equal(complete, true);
  assert.deepEqual(readings, []);
  assert.deepEqual(shown(await replica.read([dig], signal)), ["missing"]);
  await added(tw, "Rest");
  assert.deepEqual(shown((await since(replica)).readings), ["Rest"]);
});

forEachVersion("T20: changes() notices what undo put back, between other commands", async (tw) => {
  const dig = await added(tw, "Dig");
  const replica = await upToDate(tw);
  await succeed(tw, dig, "start");
  await succeed(tw, dig, "done");
  await since(replica);
  await succeed(tw, "undo");
  await added(tw, "Rest");
  const { readings } = await since(replica);
  assert.deepEqual(shown(readings), ["Dig", "Rest"]);
  const [reading] = readings.filter(({ id }) => id === dig);
  assert.equal(reading?.kind === "present" && "start" in reading.extra, true);
});

forEachVersion("changes() sees nothing in what gc does", async (tw) => {
  const [dig] = [await added(tw, "Dig"), await added(tw, "Rest")];
  await succeed(tw, dig, "done");
  const replica = await upToDate(tw);
  await succeed(tw, "list");
  const { readings } = await since(replica);
  const known = ["Dig (done)", "Rest"];
  assert.ok(shown(readings).every((title) => known.includes(title)));
});

forEachVersion(
  "T25: changes() gives the children of a recurring task, not the template",
  async (tw) => {
    const replica = await upToDate(tw);
    const template = await added(tw, "Water", "due:2026-01-01", "until:2026-01-20", "recur:weekly");
    await succeed(tw, "rc.recurrence.limit=1", "rc.gc=on", "list");
    const all = await since(replica, true);
    assert.equal(all.complete, true);
    assert.equal(all.readings.some((reading) => reading.id === template), false);
    assert.ok(all.readings.every((reading) => reading.kind !== "withdrawn"));
    assert.equal((await replica.read([template], signal))[0]?.kind, "withdrawn");
  },
);

forEachVersion("changes() reads everything anew when the data folder was replaced", async (tw) => {
  await added(tw, "Dig");
  const replica = await upToDate(tw);
  await Deno.rename(tw.taskdata, `${tw.taskdata}.old`);
  await Deno.mkdir(tw.taskdata);
  await added(tw, "Other");
  const { complete, readings } = await since(replica);
  assert.equal(complete, true);
  assert.deepEqual(shown(readings), ["Other"]);
});

forEachVersion("changes() gives tasks that a context hides", async (tw) => {
  await succeed(tw, "context", "define", "work", "+work");
  await succeed(tw, "context", "work");
  await succeed(tw, "rc.context=none", "add", "Dig");
  assert.deepEqual(shown((await since(await upToDate(tw), true)).readings), ["Dig"]);
});

forEachVersion("changes() reads past a number that is none, and says so", async (tw) => {
  await tw.import([{ description: "Dig", estimate: "abc" }, { description: "Bell\u0007" }]);
  const replica = replicaOf(tw);
  const { readings, warnings } = await replica.changes(
    { cursor: null, full: false, knownCount: 0 },
    signal,
  );
  assert.equal(readings.length, 2);
  assert.equal(warnings.length, 2);
  const numbers = readings.map((reading) =>
    reading.kind === "present" ? reading.extra["estimate"] : ""
  );
  assert.ok(numbers.includes("abc"));
}, { rc: ["uda.estimate.type=numeric"] });

Deno.test("T21: changes() finds what `task sync` brought, on Taskwarrior 3", async () => {
  const server = await Deno.makeTempDir({ prefix: "taskwarrior-sync-" });
  const rc = [`sync.local.server_dir=${server}`];
  await using here = await createTaskwarrior("3", { rc });
  await using there = await createTaskwarrior("3", { rc });
  await added(here, "Dig");
  await succeed(here, "sync");
  await succeed(there, "sync");
  const replica = await upToDate(here);
  const [task] = await there.export() as readonly [JsonObject];
  await succeed(there, String(task["uuid"]), "modify", "Dig deep");
  await added(there, "Rest");
  await succeed(there, "sync");
  await succeed(here, "sync");
  assert.deepEqual(shown((await since(replica)).readings), ["Dig deep", "Rest"]);
  await Deno.remove(server, { recursive: true });
});
