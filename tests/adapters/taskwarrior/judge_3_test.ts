import assert from "node:assert/strict";
import type { Json } from "@/domain/json.ts";
import type { RecordedChange } from "@/adapters/taskwarrior/common/feed.ts";
import { createJudge3 } from "@/adapters/taskwarrior/v3/judge_3.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";
const judge = createJudge3((name) => name === "due");
const base: TaskObject = { uuid, description: "Dig", status: "pending" };
const ours: TaskObject = { ...base, description: "Dig deep" };

type Step = readonly [property: string, before: string | null, after: string | null];

/** Each command's operations one after another; a gap before one where it begins with an `UndoPoint`. */
function commands(...parts: readonly (readonly Step[])[]): readonly RecordedChange[] {
  let operation = 1;
  return parts.flatMap((steps, command) => {
    operation += 1;
    return steps.map(([property, before, after]): RecordedChange => ({
      kind: "property",
      uuid,
      property,
      before,
      after,
      command,
      operation: operation++,
    }));
  });
}

function mark(highest: number): Json {
  return { inode: 1, last: highest, highest, synced: null };
}

function judged(
  changes: readonly RecordedChange[],
  current: TaskObject,
  range: readonly [number, number] = [0, 1_000],
  object = ours,
) {
  const own = [{ base, object, from: mark(range[0]), to: mark(range[1]) }];
  return judge({ uuid, changes, current, own });
}

const modified: Step = ["modified", "1", "1"];
const theirPriority: readonly Step[] = [modified, ["priority", null, "H"]];
const title: Step = ["description", "Dig", "Dig deep"];

Deno.test("N2: judge3 restores what our import put back", () => {
  const changes = commands(theirPriority, [modified, title, ["priority", "H", null]]);
  const verdict = judged(changes, ours);
  assert.deepEqual(verdict, { kind: "restore", object: { ...ours, priority: "H" }, clash: false });
});

Deno.test("N2: judge3 takes no command before our import for it, though it wrote the same", () => {
  const changes = commands([modified, title], theirPriority, [modified, ["priority", "H", null]]);
  assert.equal(judged(changes, ours, [3, 1_000]).kind, "restore");
});

Deno.test("N2: judge3 leaves what a person took back after our import", () => {
  const changes = commands([modified, title], theirPriority, [modified, ["priority", "H", null]]);
  assert.equal(judged(changes, ours, [0, 3]).kind, "fine");
});

Deno.test("N2: judge3 finds our operations behind somebody's that began no command", () => {
  const [theirs, own] = [theirPriority, [modified, title, ["priority", "H", null]] as const];
  // As in imports and bulk changes of several tasks: without a mark between the two.
  const changes = commands([...theirs, ...own]);
  assert.equal(judged(changes, ours).kind, "restore");
});

Deno.test("N2: judge3 knows our import though a hook of the user's changed what it wrote", () => {
  const hooked: Step = ["tag_seen", null, "x"];
  const changes = commands(theirPriority, [modified, title, hooked, ["priority", "H", null]]);
  const current = { ...ours, tags: ["seen"] };
  const verdict = judged(changes, current);
  assert.deepEqual(verdict, {
    kind: "restore",
    object: { ...current, priority: "H" },
    clash: false,
  });
});

Deno.test("N2: judge3 puts nothing back where two commands can be our import, and keeps the value", () => {
  const changes = commands([modified, title], theirPriority, [modified, ["priority", "H", null]]);
  const verdict = judged(changes, ours);
  assert.deepEqual(verdict, { kind: "unsure", object: { ...ours, priority: "H" } });
});

Deno.test("N2: judge3 is sure where two commands can be our import and neither replaced anything", () => {
  const changes = commands([modified, title], [modified]);
  assert.equal(judged(changes, ours).kind, "fine");
});

Deno.test("N2: judge3 takes our deletion back where somebody changed the task unseen, before or after it", () => {
  const [deleted, edited] = [{ ...base, status: "deleted" }, { ...base, priority: "H" }];
  const deletion: Step = ["status", "pending", "deleted"];
  const putBack: Step = ["priority", "H", null];
  const restored = { kind: "restore", object: edited, clash: true };
  const range = [0, 1_000] as const;
  const before = commands(theirPriority, [modified, deletion, putBack]);
  assert.deepEqual(judged(before, deleted, range, deleted), restored);
  const after = commands([modified, deletion], theirPriority);
  assert.deepEqual(judged(after, { ...deleted, priority: "H" }, range, deleted), restored);
  assert.equal(judged(commands([modified, deletion]), deleted, range, deleted).kind, "fine");
});
