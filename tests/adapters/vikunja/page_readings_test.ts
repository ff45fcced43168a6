import assert from "node:assert/strict";
import { createReadings } from "@/adapters/vikunja/page_readings.ts";
import { createProjectTree } from "@/adapters/vikunja/project_tree.ts";
import { readingOf } from "@/adapters/vikunja/reading.ts";
import { usualVikunjaSettings } from "@/mapping/vikunja/settings.ts";
import { signal } from "@tests/adapters/vikunja/support.ts";

const created = "2026-01-01T00:00:00Z";
const tree = createProjectTree([
  {
    id: 1,
    title: "P",
    parentId: 0,
    archived: false,
    created,
    ownerId: 1,
    ownerName: null,
    permission: null,
  },
]);

const projects = { treeWith: () => Promise.resolve(tree) };

const task = (id: number, comments: number) => ({
  id,
  project_id: 1,
  title: `task ${id}`,
  description: "<p>long</p>",
  created,
  updated: created,
  comments: [],
  comment_count: comments,
});

Deno.test("keep() leaves of a task only what lists are judged by, and its reading is had by it", async () => {
  const read = createReadings({ projects, settings: usualVikunjaSettings }, signal);
  const [small] = await read.keep([task(1, 0)]);
  assert.deepEqual(Object.keys(small ?? {}).toSorted(), [
    "comment_count",
    "comments",
    "created",
    "id",
    "project_id",
    "updated",
  ]);
  assert.deepEqual(small && read.of(small), readingOf(task(1, 0), tree));
});

Deno.test("keep() leaves a task whole whose comments are yet to be read", async () => {
  const read = createReadings({ projects, settings: usualVikunjaSettings }, signal);
  const [kept] = await read.keep([task(1, 3)]);
  assert.deepEqual(kept, task(1, 3));
  assert.equal(kept && read.of(kept), null);
});
