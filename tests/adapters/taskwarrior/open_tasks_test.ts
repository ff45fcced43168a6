import assert from "node:assert/strict";
import { type NamedFiles, openTasks } from "@/adapters/taskwarrior/v2/open_tasks.ts";
import type { HeldFile } from "@/adapters/taskwarrior/stored/task_files.ts";

const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";

function held(text: string): HeldFile {
  const bytes = new TextEncoder().encode(text);
  return {
    path: "/x",
    size: () => bytes.length,
    read: (from, to) => bytes.slice(from, to),
    put() {},
    sync() {},
  };
}

function filesWith(line: string): NamedFiles {
  return {
    pending: held(`${line}\n`),
    completed: held(""),
    undo: held(""),
    backlog: held(""),
  };
}

Deno.test("openTasks() takes an element away that is restored as not there", () => {
  const rest = `status:"pending" tags:"home,work" tags_home:"x" tags_work:"x" uuid:"${uuid}"`;
  const tasks = openTasks(
    filesWith(`[description:"a" entry:"100" modified:"100" ${rest}]`),
    new Set([uuid]),
    () => "string",
  );
  const wanted = new Map(tasks.stored(uuid) ?? []);
  wanted.delete("tags_work");
  tasks.restore(uuid, wanted, 200);
  assert.deepEqual(tasks.stored(uuid)?.get("tags"), "home");
  assert.equal(tasks.stored(uuid)?.has("tags_work"), false);
  const [recorded] = tasks.recorded();
  assert.match(recorded?.line ?? "", / tags:"home" tags_home:"x" uuid:/);
});
