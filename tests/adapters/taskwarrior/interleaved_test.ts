import assert from "node:assert/strict";
import { join } from "node:path";
import type { JsonObject } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import type { Written } from "@/ports/replica.ts";
import { replicaOf, signal, type TestReplica } from "@tests/adapters/taskwarrior/support.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { order, present, readingOf } from "@tests/support/replica_hands.ts";
import { createTaskwarrior, forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";

const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";

/** Lets one of somebody's commands happen just before each of our imports. */
async function slipInEach(
  tw: Taskwarrior,
  commands: readonly (readonly string[])[],
): Promise<void> {
  const folder = join(tw.taskdata, "hooks");
  const count = join(tw.home, "imports");
  const lines = commands.map((args, at) =>
    `${at}) '${tw.program.path}' rc.hooks=off rc.confirmation=off ${
      args.map((arg) => `'${arg}'`).join(" ")
    } >/dev/null 2>&1;;`
  );
  await Deno.mkdir(folder, { recursive: true });
  writeExecutable(
    join(folder, "on-launch-somebody"),
    `#!/bin/sh\n[ "$VIKUNJA_SYNC_RUNNING" = 1 ] || exit 0\nseen=$(cat '${count}' 2>/dev/null)\n` +
      `echo "$((seen + 1))" > '${count}'\ncase "$((seen))" in\n${lines.join("\n")}\nesac\nexit 0\n`,
  );
}

/** Lets somebody's command happen once, between our read and our import. */
async function slipIn(tw: Taskwarrior, ...args: readonly string[]): Promise<void> {
  const folder = join(tw.taskdata, "hooks");
  const done = join(tw.home, "slipped-in");
  const command = ["rc.hooks=off", "rc.confirmation=off", ...args].map((arg) => `'${arg}'`).join(
    " ",
  );
  await Deno.mkdir(folder, { recursive: true });
  writeExecutable(
    join(folder, "on-launch-somebody"),
    `#!/bin/sh\n[ "$VIKUNJA_SYNC_RUNNING" = 1 ] && [ ! -e '${done}' ] || exit 0\n` +
      `touch '${done}'\n'${tw.program.path}' ${command} >/dev/null 2>&1\nexit 0\n`,
  );
}

interface Met {
  readonly outcome: Written;
  readonly task: JsonObject;
  readonly replica: TestReplica;
}

/** Our patch meets a command of somebody's. */
async function meet(tw: Taskwarrior, patch: Patch, ...args: readonly string[]): Promise<Met> {
  await tw.import([{
    uuid,
    description: "Dig",
    project: "Home",
    tags: ["a"],
    due: "20300101T000000Z",
  }]);
  const replica = replicaOf(tw, { write: "import" });
  await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
  await slipIn(tw, ...args);
  const expected = patch.title === undefined ? {} : { title: "Dig" };
  const [outcome] = await replica.write([order(uuid, { kind: "update", patch, expected })], signal);
  const [task] = await tw.export([uuid]);
  assert.ok(outcome !== undefined && task !== undefined);
  return { outcome, task, replica };
}

forEachVersion("write() keeps an edit of another field that slipped in", async (tw) => {
  const theirs = [uuid, "modify", "project:Work", "+b", "due:"];
  const patch = { title: "Dig deep", labels: { add: ["c"], remove: ["a"] } };
  const { outcome, task } = await meet(tw, patch, ...theirs);
  assert.equal(present(outcome).task.title, "Dig deep");
  assert.equal(task["description"], "Dig deep");
  assert.equal(task["project"], "Work");
  assert.equal(task["due"], undefined);
  assert.deepEqual(task["tags"], ["b", "c"]);
});

forEachVersion("write() gives way to an edit of the same field that slipped in", async (tw) => {
  const { outcome, task } = await meet(
    tw,
    { title: "Dig deep", priority: 3 },
    uuid,
    "modify",
    "Rest",
  );
  assert.equal(outcome.kind, "stale");
  const reading = readingOf(outcome);
  assert.equal(reading.kind === "present" && reading.task.title, "Rest");
  assert.equal(task["description"], "Rest");
  assert.equal(task["priority"], undefined);
});

forEachVersion("write() keeps a completion that slipped in", async (tw) => {
  const { outcome, task } = await meet(tw, { title: "Dig deep" }, uuid, "done");
  assert.equal(present(outcome).task.done, true);
  assert.equal(task["description"], "Dig deep");
  assert.equal(task["status"], "completed");
  assert.ok("end" in task);
});

forEachVersion("write() keeps a deletion that slipped in", async (tw) => {
  const { outcome, task } = await meet(tw, { title: "Dig deep" }, uuid, "delete");
  assert.equal(readingOf(outcome).kind, "gone");
  assert.equal(task["status"], "deleted");
});

forEachVersion("write() keeps an annotation that slipped in beside ours", async (tw) => {
  const add = [{ from: "1", text: "ours", writtenAt: "2026-01-01T00:00:00Z" }];
  const patch = { comments: { add, edit: [], remove: [] } };
  const { outcome } = await meet(tw, patch, uuid, "annotate", "theirs");
  const texts = present(outcome).task.comments.map(({ text }) => text);
  assert.deepEqual(texts, ["ours", "theirs"]);
});

forEachVersion("changes() hands out a task that was added while we wrote", async (tw) => {
  const { replica, outcome } = await meet(tw, { title: "Dig deep" }, "add", "theirs");
  assert.equal(outcome.kind, "written");
  const { readings } = await replica.changes(
    { cursor: replica.cursor(), full: false, knownCount: 0 },
    signal,
  );
  const titles = readings.map((reading) => reading.kind === "present" && reading.task.title);
  assert.deepEqual(titles, ["theirs"]);
});

/** A task that is open in the editor of 2.6, which gives it the title «Rest», while we write this patch to `id`. */
async function editedMeanwhile(tw: Taskwarrior, id: string, patch: Patch) {
  const [open, ready] = [join(tw.home, "open"), join(tw.home, "ready")];
  for (const pipe of [open, ready]) await new Deno.Command("mkfifo", { args: [pipe] }).output();
  const editor = join(tw.home, "editor");
  writeExecutable(
    editor,
    `#!/bin/sh\necho > '${open}'\ncat '${ready}' >/dev/null\n` +
      `sed -i 's/^  Description:.*/  Description:       Rest/' "$1"\n`,
  );
  const replica = replicaOf(tw);
  await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
  const edit = tw.run([`rc.editor=${editor}`, uuid, "edit"]);
  await Deno.readTextFile(open);
  await replica.write([order(id, { kind: "update", patch, expected: {} })], signal);
  await Deno.writeTextFile(ready, "\n");
  assert.equal((await edit).code, 0);
  return { cursor: replica.cursor(), full: false, knownCount: 0 };
}

const entry = "20200101T000000Z";
const dig = { description: "Dig", entry, modified: entry };

Deno.test("changes() writes again what a long `task edit` of 2.6 took back", async () => {
  await using tw = await createTaskwarrior("2.6");
  const other = crypto.randomUUID();
  await tw.import([uuid, other].map((id) => ({ uuid: id, ...dig })));
  const request = await editedMeanwhile(tw, other, { title: "ours" });
  const [lost] = await tw.export([other]);
  assert.equal(lost?.["description"], "Dig");
  const { readings } = await replicaOf(tw).changes(request, signal);
  const [kept] = await tw.export([other]);
  assert.equal(kept?.["description"], "ours");
  const titles = readings.map((reading) => reading.kind === "present" && reading.task.title);
  assert.deepEqual(titles.toSorted(), ["Rest", "ours"]);
});

Deno.test("changes() shows what of ours a long `task edit` of 2.6 replaced by a value of its own", async () => {
  await using tw = await createTaskwarrior("2.6");
  await tw.import([{ uuid, ...dig }]);
  const request = await editedMeanwhile(tw, uuid, { title: "ours", priority: 2 });
  const replica = replicaOf(tw);
  const { readings } = await replica.changes(request, signal);
  const [reading] = readings;
  assert.ok(reading?.kind === "present");
  assert.deepEqual([reading.task.title, reading.task.priority], ["Rest", 2]);
  assert.deepEqual(reading.unseen, { ...reading.task, title: "ours" });
  const [again] =
    (await replica.changes({ ...request, cursor: replica.cursor(), full: true }, signal))
      .readings;
  assert.ok(again?.kind === "present" && again.unseen === undefined);
});

const pairs: readonly (readonly [readonly string[], Readonly<Record<string, unknown>>])[] = [
  [["notes:theirs"], { priority: "H", notes: "theirs" }],
  [["+theirs"], { priority: "H", tags: ["a", "theirs"] }],
  [["project:Work"], { priority: "H", project: "Work" }],
  [["due:2031-01-01T00:00:00Z"], { priority: "H", due: "20310101T000000Z" }],
  [["due:"], { priority: "H", due: undefined }],
  [["priority:L"], { priority: "L" }],
  [["Rest"], { priority: "H", description: "Rest" }],
  [["start:2026-01-01T00:00:00Z", "-a"], {
    priority: "H",
    tags: undefined,
    start: "20260101T000000Z",
  }],
];

for (const [second, expected] of pairs) {
  const name = `N2: write() keeps an edit just before its import, and ${
    second.join(" ")
  } just before the one that mends it`;
  Deno.test(`${name} (Taskwarrior 3)`, async () => {
    await using tw = await createTaskwarrior("3", { rc: ["uda.notes.type=string"] });
    await tw.import([{ uuid, description: "Dig", tags: ["a"], due: "20300101T000000Z" }]);
    const replica = replicaOf(tw, { write: "import" });
    await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
    const theirs = [["priority:H"], second].map((words) => [uuid, "modify", ...words]);
    await slipInEach(tw, theirs);
    const push = {
      kind: "update",
      patch: { title: "Dig deep" },
      expected: { title: "Dig" },
    } as const;
    const [outcome] = await replica.write([order(uuid, push)], signal);
    const [task] = await tw.export([uuid]);
    assert.deepEqual(
      Object.fromEntries(Object.keys(expected).map((field) => [field, task?.[field]])),
      expected,
    );
    assert.equal(task?.["description"], expected["description"] ?? "Dig deep");
    assert.equal(outcome?.kind, "written");
  });
}
