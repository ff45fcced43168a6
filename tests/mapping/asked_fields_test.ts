import assert from "node:assert/strict";
import fc from "fast-check";
import { askedFields } from "@/domain/fields.ts";
import { readReminders, reminderOf, reminderWord } from "@/domain/reminders.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import { taskFromTaskwarrior } from "@/mapping/taskwarrior/read.ts";
import {
  defaultTaskwarriorSettings,
  type TaskwarriorSettings,
} from "@/mapping/taskwarrior/settings.ts";
import { applyToTaskwarrior } from "@/mapping/taskwarrior/write.ts";
import { taskFromVikunja } from "@/mapping/vikunja/read.ts";
import { valuesForVikunja } from "@/mapping/vikunja/values.ts";

const settings: TaskwarriorSettings = {
  ...defaultTaskwarriorSettings,
  attributes: {
    ...defaultTaskwarriorSettings.attributes,
    colour: "colour",
    reminders: "reminders",
  },
  tags: { favourite: "fav" },
};
const minimal: JsonObject = {
  description: "x",
  status: "pending",
  uuid: "07969544-e928-47ff-b0a8-012e0526e695",
};

function read(more: JsonObject, by = settings) {
  return taskFromTaskwarrior({ ...minimal, ...more }, by);
}

function written(current: JsonObject, patch: Patch, by = settings): JsonObject {
  const push = { kind: "update", patch, expected: {} } as const;
  const write = {
    uuid: String(minimal["uuid"]),
    current: { ...minimal, ...current },
    push,
    link: null,
    now: "2026-11-27T00:00:00Z",
    repeatedSince: null,
    linkedComments: [],
  };
  return applyToTaskwarrior(write, by).object;
}

const reminder = fc.oneof(
  fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => ({
    at: new Date(seconds * 1000).toISOString().replace(".000Z", "Z"),
  })),
  fc.record({
    by: fc.constantFrom("due", "scheduled", "ends"),
    seconds: fc.integer({ min: -40_000_000, max: 40_000_000 }),
  }, { noNullPrototype: true }),
);

Deno.test("reminderOf() reads what reminderWord() writes, and every text of people's in one form", () => {
  fc.assert(fc.property(reminder, (each) => {
    assert.deepEqual(reminderOf(reminderWord(each)), each);
  }));
  const forms = [
    ["due-60min, due-1h", ["due-1h"]],
    ["ends+P1DT2H start 20270101T090000Z", ["2027-01-01T09:00:00Z", "ends+1d2h", "scheduled"]],
    ["2027-01-01T10:00:00+01:00 due-14d", ["2027-01-01T09:00:00Z", "due-2w"]],
    ["", []],
    ["tomorrow", null],
    ["due-", null],
    ["due-1x", null],
    ["due-99999999999w", null],
  ] as const;
  for (const [text, words] of forms) assert.deepEqual(readReminders(text), words, text);
});

Deno.test("what Vikunja answers of reminders, colour and favourite is what was asked for", () => {
  fc.assert(fc.property(fc.array(reminder), fc.boolean(), (reminders, favourite) => {
    const words = [...new Set(reminders.map(reminderWord))].sort();
    const body = valuesForVikunja({ reminders: words, favourite, colour: "e8a33d" });
    const { task } = taskFromVikunja(body, [], { asked: askedFields });
    assert.deepEqual(task.reminders, words);
    assert.deepEqual([task.favourite, task.colour], [favourite, "e8a33d"]);
  }));
});

Deno.test("what is not asked for is read on neither side, and kept beside", () => {
  const theirs = {
    is_favorite: true,
    hex_color: "#FF0000",
    reminders: [{ relative_to: "due_date" }],
  };
  const vikunja = taskFromVikunja(theirs, []);
  const own = { tags: ["fav"], colour: "f00", reminders: "due" };
  const taskwarrior = read(own, defaultTaskwarriorSettings);
  for (const field of askedFields) {
    assert.equal(field in vikunja.task, false);
    assert.equal(field in taskwarrior.task, false);
  }
  assert.deepEqual(Object.keys(vikunja.extra), ["is_favorite", "hex_color", "reminders"]);
  assert.deepEqual(taskwarrior.extra, { colour: "f00", reminders: "due" });
});

Deno.test("a favourite is a tag, which stays a label to be merged by nobody", () => {
  assert.equal(read({ tags: ["fav", "x"] }).task.favourite, true);
  assert.equal(read({ tags: ["x"] }).task.favourite, false);
  assert.deepEqual(written({ tags: ["x"] }, { favourite: true })["tags"], ["fav", "x"]);
  assert.deepEqual(written({ tags: ["fav", "x"] }, { favourite: false })["tags"], ["x"]);
  assert.equal("tags" in written({ tags: ["fav"] }, { favourite: false }), false);
});

Deno.test("a text in a tag goes on with it, and takes the place of another", () => {
  const tagged = { ...settings, attributes: defaultTaskwarriorSettings.attributes };
  const inTag = { ...tagged, tags: { colour: "col" } };
  assert.equal(read({ tags: ["col.f00", "colour"] }, inTag).task.colour, "ff0000");
  const { tags } = written({ tags: ["a", "col.f00"] }, { colour: "00ff00" }, inTag);
  assert.deepEqual(tags, ["a", "col.00ff00"]);
  assert.deepEqual(written({ tags: ["a", "col.f00"] }, { colour: "" }, inTag)["tags"], ["a"]);
});

Deno.test("a text that says no value is its user's own: nothing is known of the field, and it stays", () => {
  const { task, extra } = read({ colour: "rosy", reminders: "tomorrow" });
  assert.deepEqual([task.colour, task.reminders], [undefined, undefined]);
  assert.deepEqual(extra, { colour: "rosy", reminders: "tomorrow" });
  assert.equal(read({ colour: "#F00" }).task.colour, "ff0000");
});
