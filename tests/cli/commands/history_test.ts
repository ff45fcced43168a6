import { everything as all } from "@/ports/history.ts";
import assert from "node:assert/strict";
import type { Operation, TaskPart } from "@/domain/operation.ts";
import type { HistoryFilter } from "@/ports/history.ts";
import { stamp } from "@/words/when.ts";
import { cli } from "@tests/cli/support.ts";

const at = "2026-11-21T05:00:00.000Z";
const here = stamp(at, new Date("2026-11-21T06:10:00.000Z"));

const part: TaskPart = {
  task: "0b5c1f2e-0000-4000-8000-000000000001",
  title: "milk \x1b[2J",
  project: [],
  labels: [],
  from: 7,
  upTo: 10,
  changes: [
    { side: "vikunja", field: "title", before: "bread", after: "milk", state: "done" },
    { side: "taskwarrior", field: "title", before: "bread", after: "milk", state: "asked" },
    { side: "vikunja", field: "notes", before: "<p>a</p>", after: "<p>b</p>", state: "done" },
    { side: "taskwarrior", field: "notes", before: "a", after: "b", state: "done" },
  ],
  presence: [],
  conflicts: [],
  notes: [],
};

const edit: Operation = {
  id: "op-7",
  position: 7,
  at,
  kind: "edit",
  sides: ["vikunja"],
  by: null,
  of: null,
  tasks: 1,
  parts: [part],
  counts: null,
};

const page = (operations: readonly Operation[], next: number | null) =>
  Promise.resolve({ task: null, operations, next });

Deno.test("history has a line an operation, with what is the same on both sides once", async () => {
  const history = { list: () => page([edit], null) };
  const { stdout } = await cli(["history"], { history });
  assert.deepEqual(stdout.split("\n"), [
    "      when             by       what",
    `op-7  ${here}  Vikunja  "milk \\x1b[2J": title "bread" → "milk" (to do in Taskwarrior), notes`,
    "",
  ]);
});

Deno.test("history asks on until it has as many as were asked for, and says where there are more", async () => {
  const asked: HistoryFilter[] = [];
  const history = {
    list: (filter: HistoryFilter) => {
      asked.push(filter);
      return page([edit], filter.before === null ? 7 : filter.before - 1);
    },
  };
  const { stdout } = await cli(["history", "-n", "2", "--by", "ada"], { history });
  assert.deepEqual(asked, [{ ...all, by: "ada", n: 2 }, { ...all, by: "ada", n: 1, before: 7 }]);
  assert.match(stdout, /older ones: `history -n 4`/);
  const none = await cli(["history"], { history: { list: () => page([], null) } });
  assert.equal(none.stdout, "nothing\n");
});

Deno.test("history op-N tells one field by field, and notes by lines", async () => {
  const history = {
    operation: (position: number) => Promise.resolve({ ...edit, id: `op-${position}` }),
  };
  const { stdout } = await cli(["history", "op-12"], { history });
  assert.deepEqual(stdout.split("\n").slice(1), [
    `  ${part.task} «milk \\x1b[2J»`,
    '    title "bread" → "milk"',
    "    notes",
    "      - a",
    "      + b",
    "",
  ]);
});

Deno.test("diff asks from before the last operation until now, and names a side that differs", async () => {
  const asked: unknown[] = [];
  const changes = part.changes.map((change) =>
    change.side === "vikunja" && change.field === "title" ? { ...change, after: "oats" } : change
  );
  const history = {
    diff: (points: unknown) => {
      asked.push(points);
      return Promise.resolve({
        from: 1,
        to: 9,
        tasks: [{ ...part, changes, title: "milk" }],
        isCut: false,
      });
    },
  };
  const { stdout } = await cli(["diff", "#7"], { history });
  assert.deepEqual(asked, [{ task: "#7", at: "@-1", to: "now" }]);
  assert.deepEqual(stdout.split("\n").slice(1, 3), [
    '  title "bread" → "oats" (Vikunja)',
    '  title "bread" → "milk" (Taskwarrior)',
  ]);
  await cli(["diff", "--at", "op-3", "--to", "2h"], { history });
  assert.deepEqual(asked[1], { task: null, at: "op-3", to: "2026-11-21T04:10:00.000Z" });
  const wrong = await cli(["diff", "--at", "2026-02-30"], { history });
  assert.equal(wrong.code, 2);
});

Deno.test("show and list --at ask for the tasks as they were then", async () => {
  const asked: unknown[] = [];
  const history = {
    taskAt: (...given: readonly unknown[]) => {
      asked.push(given.slice(0, 2));
      return Promise.reject(new Error("not there"));
    },
    tasksAt: (point: string) => {
      asked.push(point);
      return Promise.resolve([]);
    },
  };
  await cli(["show", "#7", "--at", "@-2"], { history });
  assert.equal((await cli(["list", "--at", "op-9"], { history })).stdout, "no task\n");
  assert.deepEqual(asked, [["#7", "@-2"], "op-9"]);
});
