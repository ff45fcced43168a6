import assert from "node:assert/strict";
import fc from "fast-check";
import { askedFields } from "@/domain/fields.ts";
import { type FieldPlaces, noPlaces } from "@/domain/field_places.ts";
import { readReminders, reminderOf, reminderWord } from "@/domain/reminders.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { Patch } from "@/domain/push.ts";
import { taskFromTaskwarrior } from "@/mapping/taskwarrior/read.ts";
import {
  defaultTaskwarriorSettings,
  type TaskwarriorSettings,
} from "@/mapping/taskwarrior/settings.ts";
import { applyToTaskwarrior } from "@/mapping/taskwarrior/write.ts";
import { lineIn, withLine } from "@/mapping/vikunja/description_line.ts";
import { isFieldLabel, labelsFor, labelTitles } from "@/mapping/vikunja/field_labels.ts";
import { shownByDelivery } from "@/mapping/vikunja/delivered.ts";
import { vikunjaSettings } from "@/mapping/vikunja/settings.ts";
import { taskFromVikunja } from "@/mapping/vikunja/read.ts";
import { valuesForVikunja } from "@/mapping/vikunja/values.ts";

const settings: TaskwarriorSettings = {
  ...defaultTaskwarriorSettings,
  attributes: {
    ...defaultTaskwarriorSettings.attributes,
    colour: "colour",
    reminders: "reminders",
  },
  places: { ...noPlaces, tags: { favourite: "fav" } },
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
    const { task } = taskFromVikunja(body, [], { asked: askedFields, places: noPlaces });
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
  const inTag = { ...tagged, places: { ...noPlaces, tags: { colour: "col" } } };
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

const own: FieldPlaces = {
  ...noPlaces,
  started: { kind: "label", title: "doing" },
  udas: [
    { attribute: "estimate", kind: "label", title: "Estimate" },
    { attribute: "size", kind: "line", title: "Size" },
  ],
};
const types = { estimate: "duration", size: "numeric" };
const withOwn = { ...settings, places: own, udaTypes: types };

Deno.test("attributes of one's own are read and written by their types, and not before they are defined", () => {
  const raw = { estimate: "PT3H", size: 4, start: "20261127T000000Z" };
  const { task, extra } = read(raw, withOwn);
  assert.deepEqual([task.udas, task.started], [{ estimate: "3h", size: "4" }, true]);
  assert.deepEqual(extra, { start: "20261127T000000Z" });
  const { estimate, size } = written(raw, { udas: { estimate: "90min", size: "5.5" } }, withOwn);
  assert.deepEqual([estimate, size], ["PT1H30M", 5.5]);
  assert.deepEqual(Object.keys(written(raw, { udas: {}, started: false }, withOwn)).sort(), [
    "description",
    "status",
    "uuid",
  ]);
  const kept = written(raw, { udas: { estimate: "soon", size: "big" } }, withOwn);
  assert.deepEqual([kept["estimate"], kept["size"]], ["PT3H", 4]);
  assert.equal(read(raw, { ...withOwn, udaTypes: { size: "numeric" } }).task.udas, undefined);
});

Deno.test("percent that say a start say nothing of a task that is done", () => {
  const places = { ...own, started: { kind: "percent", percent: 50 } } as const;
  const here = { ...withOwn, places };
  assert.equal(read({ status: "completed" }, here).task.started, undefined);
  assert.equal(read({}, here).task.started, false);
  const there = (raw: JsonObject) => taskFromVikunja(raw, [], vikunjaSettings(places)).task.started;
  assert.deepEqual([{ percent_done: 0.3 }, {}, { done: true }].map(there), [
    true,
    false,
    undefined,
  ]);
  const column = (started: boolean) =>
    valuesForVikunja({ started }, { notes: "" }, vikunjaSettings(places))["percent_done"];
  assert.deepEqual([column(true), column(false)], [0.5, 0]);
});

Deno.test("labels say attributes and the start, in whatever case, and only what changed is touched", () => {
  const labels = ["Doing", "estimate: 3h", "Estimate: 8h", "Estimates: 1", "x"];
  const raw = { labels: labels.map((title) => ({ title })), description: "<p>size: 4</p>" };
  const { task } = taskFromVikunja(raw, [], vikunjaSettings(own));
  assert.deepEqual([task.started, task.udas], [true, { estimate: "8h", size: "4" }]);
  assert.deepEqual(labels.filter((title) => isFieldLabel(title, own)), labels.slice(0, 3));
  const change = (patch: Patch) => labelsFor(patch, labelTitles(raw), own);
  const none = { add: [], remove: [] };
  assert.deepEqual(change({ started: true, udas: { estimate: "8h" } }), none);
  assert.deepEqual(change({ title: "other" }), none);
  assert.deepEqual(change({ started: false }), { add: [], remove: ["Doing"] });
  assert.deepEqual(change({ udas: { estimate: "5h" } }), {
    add: ["Estimate: 5h"],
    remove: ["Estimate: 8h"],
  });
  assert.deepEqual(labelsFor({ started: true }, [], own), { add: ["doing"], remove: [] });
});

Deno.test("withLine() changes one line of a description, and nothing else of it", () => {
  const steps = [
    ["", "4", "<p>Size: 4</p>"],
    ["<p>text</p>", "4", "<p>text</p><p>Size: 4</p>"],
    ["<p>a</p><p>size : 3</p><p>b</p>", "a<b", "<p>a</p><p>size : a&lt;b</p><p>b</p>"],
    ["<p>a<br>Size: 3<br>b</p>", "", "<p>a<br>b</p>"],
    ["<p>a</p><p>Size: 3</p>", "", "<p>a</p>"],
    ["<ul><li>Size: 3</li><li>b</li></ul>", "", "<ul><li>b</li></ul>"],
    ["<p>The Size: 3</p>", "", "<p>The Size: 3</p>"],
    ["<p>see <b>x</b>Size: 3</p>", "", "<p>see <b>x</b>Size: 3</p>"],
    ["plain\nSize: 3\nend", "5", "plain\nSize: 5\nend"],
  ] as const;
  for (const [html, text, expected] of steps) assert.equal(withLine(html, "Size", text), expected);
  fc.assert(fc.property(fc.string(), fc.string({ minLength: 1 }), (html, text) => {
    const line = text.replace(/\s+/g, " ").trim();
    if (line === "" || /[&]/.test(line)) return;
    assert.equal(lineIn(withLine(`<p>${html}</p>`, "Size", line), "Size"), line);
  }));
  const long = "<p>x</p>".repeat(20_000);
  assert.equal(withLine(long, "Size", "3"), long);
});

Deno.test("shownByDelivery() tells nothing of a task where it is asked for where its card is", () => {
  const task = { id: 1, title: "x", updated: "2026-11-27T00:00:00Z" };
  const body = { data: { task, project: { title: "Inbox" } } };
  assert.notEqual(shownByDelivery(body), null);
  const others = { attributes: { colour: "colour" } };
  assert.notEqual(shownByDelivery(body, vikunjaSettings({ ...noPlaces, ...others })), null);
  const board = { attributes: { bucket: "bucket" } };
  assert.equal(shownByDelivery(body, vikunjaSettings({ ...noPlaces, ...board })), null);
});
