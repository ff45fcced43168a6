import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { dateWords, taskChange } from "@/triggers/task_change.ts";

const change = (given: Readonly<Record<string, string>>) =>
  taskChange(given, (name) => name.split("."));

Deno.test("taskChange() reads every field", () => {
  assert.deepEqual(
    change({
      title: "x",
      notes: "",
      project: "a.b",
      priority: "h",
      due: "2031-01-01",
      done: "true",
    }),
    {
      title: "x",
      notes: "",
      project: ["a", "b"],
      priority: 3,
      dueAt: "2031-01-01T00:00:00Z",
      done: true,
    },
  );
  assert.deepEqual(change({ priority: "", due: "", scheduled: "2031-01-01T10:00:00+02:00" }), {
    priority: 0,
    dueAt: null,
    scheduledAt: "2031-01-01T08:00:00Z",
  });
});

Deno.test("taskChange() takes a letter for Taskwarrior's priority, and a number for Vikunja's", () => {
  assert.deepEqual(change({ priority: "L" }), { priority: 1 });
  assert.deepEqual(change({ title: "x", priority: "5" }), {
    title: "x",
    inVikunja: { priority: 5 },
  });
  assert.deepEqual(change({ priority: "0" }), { inVikunja: { priority: 0 } });
});

Deno.test("taskChange() reads fields that came later", () => {
  assert.deepEqual(change({ ends: "2031-01-01", progress: "50" }), {
    endsAt: "2031-01-01T00:00:00Z",
    progress: 50,
  });
  assert.deepEqual(change({ ends: "", progress: "" }), { endsAt: null, progress: 0 });
});

Deno.test("taskChange() reads tags as a change or as all of them, not mixed", () => {
  assert.deepEqual(change({ tags: "+a,-b" }), { labels: { add: ["a"], remove: ["b"] } });
  assert.deepEqual(change({ tags: "a, b" }), { labels: { set: ["a", "b"] } });
  assert.deepEqual(change({ tags: "" }), { labels: { set: [] } });
  assert.throws(() => change({ tags: "+a,b" }), SyncError);
});

Deno.test("taskChange() refuses unknown fields and values that mean nothing", () => {
  const wrong: readonly Readonly<Record<string, string>>[] = [
    { colour: "red" },
    JSON.parse('{"toString":"x"}'),
    { title: " " },
    { priority: "9" },
    { due: "tomorrow" },
    { due: "2031-13-41" },
    { done: "yes" },
    { progress: "101" },
    { progress: "half" },
  ];
  for (const given of wrong) {
    assert.throws(
      () => change(given),
      (thrown) => thrown instanceof SyncError && thrown.code === "USAGE",
      JSON.stringify(given),
    );
  }
});

Deno.test("dateWords() has dates that are none by themselves, and nothing else", () => {
  const given = {
    title: "tomorrow",
    due: "tomorrow",
    scheduled: "2031-01-01",
    ends: "",
    done: "x",
  };
  assert.deepEqual(dateWords(given), { due: "tomorrow" });
});
