import assert from "node:assert/strict";
import fc from "fast-check";
import type { NewComment } from "@/domain/push.ts";
import type { Task } from "@/domain/task.ts";
import { taskFromTaskwarrior } from "@/mapping/taskwarrior/read.ts";
import { defaultTaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { encodeTag } from "@/mapping/taskwarrior/tag.ts";
import { applyToTaskwarrior } from "@/mapping/taskwarrior/write.ts";
import { taskwarriorTask } from "@tests/mapping/arbitrary_tasks.ts";
import { forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";

const rc = ["uda.notes.type=string", "uda.assignees.type=string", "verbose=nothing"];
const uuid = (at: number) => `11111111-1111-4111-8111-${String(at).padStart(12, "0")}`;

function settingsFor(taskwarrior: Taskwarrior) {
  return { ...defaultTaskwarriorSettings, tagRules: taskwarrior.line === "3" ? 3 : 2 } as const;
}

/** Recorded: 2.6.2 drops annotations without text. */
function withoutEmptyComments(task: Task): Task {
  return { ...task, comments: task.comments.filter(({ text }) => text !== "") };
}

forEachVersion(
  "applyToTaskwarrior() makes objects that Taskwarrior holds as they are",
  async (taskwarrior) => {
    const settings = settingsFor(taskwarrior);
    const tasks = fc.sample(taskwarriorTask, { numRuns: 60, seed: 1 }).map(withoutEmptyComments);
    const objects = tasks.map((task, at) => {
      const comments = task.comments.map(({ id, text }): NewComment => ({
        from: id,
        text,
        writtenAt: id,
      }));
      const push = { kind: "create", task, comments, extra: null } as const;
      const now = "2026-01-01T00:00:00Z";
      const write = { uuid: uuid(at), current: null, push, link: at + 1, now } as const;
      return applyToTaskwarrior({ ...write, repeatedSince: null, linkedComments: [] }, settings)
        .object;
    });
    await taskwarrior.import(objects);
    const held = new Map((await taskwarrior.export()).map((raw) => [raw["uuid"], raw]));
    for (const [at, task] of tasks.entries()) {
      const raw = held.get(uuid(at));
      assert.ok(raw !== undefined);
      const read = taskFromTaskwarrior(raw, settings);
      assert.deepEqual(read.task, task);
      assert.equal(read.linkHint, at + 1);
    }
  },
  { rc },
);

const titles = [
  ..."next week,follow-up,2025,5 min,PENDING,OVERDUE,UDA,c++,C#,R&D,a/b/c,due:x,(x),v1.2,日本語,😀 ok"
    .split(","),
  ..."--|-a|+b|a,b|_|__|_2|a__b|~|!|50%|\\|<a>|^|[x]|'q'|\"q\"|.net|?|#1|@home|$HOME".split("|"),
  "",
  " ",
  "\ud800\u0007",
];

forEachVersion(
  "encodeTag() makes tags that `task add` and `task modify ±tag` can handle (T24)",
  async (taskwarrior) => {
    const { tagRules } = settingsFor(taskwarrior);
    for (const title of titles) {
      const tag = encodeTag(title, tagRules);
      assert.equal((await taskwarrior.run(["add", "task", `+${tag}`])).code, 0);
      const [added] = await taskwarrior.export([`+${tag}`]);
      assert.deepEqual([added?.["description"], added?.["tags"]], ["task", [tag]]);
      const id = String(added?.["uuid"]);
      await taskwarrior.run([id, "modify", `-${tag}`]);
      const [removed] = await taskwarrior.export([id]);
      assert.deepEqual([removed?.["description"], removed?.["tags"]], ["task", undefined]);
      await taskwarrior.run([id, "delete"]);
    }
  },
  { rc },
);
