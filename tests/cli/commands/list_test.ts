import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import type { ToldTask } from "@/ports/told_task.ts";
import { cli } from "@tests/cli/support.ts";

const milk: ToldTask = {
  task: "0b5c1f2e-0000-4000-8000-000000000001",
  title: "Milk\x1b[31m",
  done: false,
  vikunjaId: 7,
  project: "work.garden",
  labels: ["a"],
  priority: 3,
  due: "2026-11-28T00:00:00Z",
  scheduled: null,
  notes: "first\nsecond\x07",
  comments: [],
  assignees: [],
  depends: [],
  claim: null,
  version: 3,
};
const bread = { ...milk, title: "Bread", project: "workshop", labels: [] };
const eaten = { ...milk, title: "Eaten", done: true };
const inspect = {
  tasks: () => Promise.resolve([milk, bread, eaten]),
  show: (name: string) =>
    name === "#7"
      ? Promise.resolve(milk)
      : Promise.reject(new SyncError("NOT_FOUND", `Cannot find ${name}`)),
};

async function titles(...args: readonly string[]): Promise<readonly string[]> {
  const { code, stdout } = await cli(["list", "--json", ...args], { inspect });
  assert.equal(code, 0);
  const { tasks } = JSON.parse(stdout) as { readonly tasks: readonly ToldTask[] };
  return tasks.map(({ title }) => title);
}

Deno.test("list takes open tasks of a project and those below it, and of a label", async () => {
  assert.deepEqual(await titles(), [milk.title, "Bread"]);
  assert.deepEqual(await titles("--all"), [milk.title, "Bread", "Eaten"]);
  assert.deepEqual(await titles("--project", "work"), [milk.title]);
  assert.deepEqual(await titles("--project", "Work.Garden"), [milk.title]);
  assert.deepEqual(await titles("--label", "a", "--all"), [milk.title, "Eaten"]);
});

Deno.test("list and show let no text of a task drive the terminal", async () => {
  const listed = await cli(["list"], { inspect });
  assert.match(listed.stdout, /0b5c1f2e .* Milk\\x1b\[31m +work\.garden +a/);
  const shown = await cli(["show", "#7"], { inspect });
  assert.match(
    shown.stdout,
    /Milk\\x1b\[31m[^]*priority: high[^]*notes:\n {4}first\n {4}second\\x07\n/,
  );
});

Deno.test("show ends with 4 where there is no such task, and with 2 where none is named", async () => {
  assert.equal((await cli(["show", "#8"], { inspect })).code, 4);
  assert.equal((await cli(["show"], { inspect })).code, 2);
});
