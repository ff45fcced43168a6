import assert from "node:assert/strict";
import type { Side } from "@/domain/task.ts";
import type { ConflictRow } from "@/ports/operations.ts";
import { cli } from "@tests/cli/support.ts";

const milk: ConflictRow = {
  id: "0b5c1f2e-7",
  task: "0b5c1f2e-0000-4000-8000-000000000001",
  title: "Milk\x1b[31m",
  field: "notes",
  kept: { side: "vikunja", value: "first\nsecond" },
  lost: { side: "taskwarrior", value: "other\x07" },
  at: "2026-11-21T05:00:00.000Z",
  because: "newer edit",
  missing: [],
};
const deleted: ConflictRow = {
  ...milk,
  id: "0b5c1f2e-9",
  field: "deleted",
  kept: { side: "taskwarrior", value: { title: "Milk" } },
  lost: { side: "vikunja", value: null },
  because: "edit over delete",
  missing: ["2 attachments"],
};
const inspect = { conflicts: () => Promise.resolve([milk, deleted]) };

Deno.test("conflicts list --json has the keys that scripts rely on", async () => {
  for (const args of [["conflicts", "list", "--json"], ["conflicts", "--json"]]) {
    const run = await cli(args, { inspect });
    assert.equal(run.code, 0);
    const { conflicts } = JSON.parse(run.stdout);
    assert.equal(conflicts.length, 2);
    assert.deepEqual(conflicts[0], {
      id: "0b5c1f2e-7",
      task: milk.task,
      field: "notes",
      kept: { side: "vikunja", value: "first\nsecond" },
      lost: { side: "taskwarrior", value: "other\x07" },
      at: milk.at,
    });
    assert.deepEqual(run.configured, [{ flags: {}, needsServer: false }]);
  }
});

Deno.test("conflicts list shows a line each, and says when there is none", async () => {
  const run = await cli(["conflicts"], { inspect });
  const lines = run.stdout.split("\n");
  assert.match(lines[1] ?? "", /^0b5c1f2e-7 {2}Milk\\x1b\[31m +notes +vikunja: "first\\nsecond" /);
  assert.match(lines[2] ?? "", /vikunja: - +edit over delete/);
  const none = await cli(["conflicts"], { inspect: { conflicts: () => Promise.resolve([]) } });
  assert.deepEqual([none.code, none.stdout], [0, "no conflicts\n"]);
});

Deno.test("conflicts show has both values in full and the command that takes it back", async () => {
  const run = await cli(["conflicts", "show", "0b5c1f2e-7"], { inspect });
  assert.equal(run.code, 0);
  assert.match(run.stdout, /kept, of Vikunja:\n {2}first\n {2}second\n/);
  assert.match(run.stdout, /lost, of Taskwarrior:\n {2}other\\x07\n/);
  assert.match(run.stdout, /conflicts pick 0b5c1f2e-7 taskwarrior$/m);
  const gone = await cli(["conflicts", "show", "0b5c1f2e-9"], { inspect });
  assert.match(gone.stdout, /lost, of Vikunja:\n {2}\(deleted\)/);
  assert.match(gone.stdout, /could not be made again:\n {2}2 attachments/);
  assert.match(gone.stdout, /conflicts pick 0b5c1f2e-9 vikunja$/m);
});

Deno.test("conflicts pick makes one side's value that of both", async () => {
  const picked: (readonly [string, Side])[] = [];
  const repair = {
    pick: (id: string, side: Side) => {
      picked.push([id, side]);
      return Promise.resolve();
    },
  };
  const text = await cli(["conflicts", "pick", "0b5c1f2e-7", "taskwarrior"], { inspect, repair });
  assert.equal(text.code, 0);
  assert.match(text.stdout, /has the value of Taskwarrior now/);
  const args = ["conflicts", "pick", "0b5c1f2e-9", "vikunja", "--json", "--lock-timeout", "5s"];
  const json = await cli(args, { inspect, repair });
  assert.deepEqual(JSON.parse(json.stdout), {
    picked: { id: "0b5c1f2e-9", task: milk.task, side: "vikunja" },
  });
  assert.deepEqual(json.configured, [{ flags: { lock_timeout: "5s" }, needsServer: true }]);
  assert.deepEqual(picked, [["0b5c1f2e-7", "taskwarrior"], ["0b5c1f2e-9", "vikunja"]]);
});

Deno.test("conflicts says what is wrong when there is no such conflict, or several", async () => {
  const unknown = await cli(["conflicts", "show", "ffff"], { inspect });
  assert.equal(unknown.code, 4);
  assert.match(unknown.stderr, /No open conflict is called "ffff"[^]*conflicts list/);
  const none = await cli(["conflicts", "show", "ffff"], {
    inspect: { conflicts: () => Promise.resolve([]) },
  });
  assert.equal(none.code, 4);
  assert.match(none.stderr, /Cannot find the conflict "ffff": none is open/);
  const several = await cli(["conflicts", "show", "0b5c"], { inspect });
  assert.equal(several.code, 2);
  assert.match(several.stderr, /several conflicts begin with "0b5c"/);
});

for (
  const args of [
    ["shw"],
    ["show"],
    ["pick"],
    ["pick", "1"],
    ["pick", "1", "both"],
    ["list", "1"],
    ["show", "1", "vikunja"],
    ["pick", "1", "vikunja", "now"],
  ]
) {
  Deno.test(`conflicts refuses ${args.join(" ")}`, async () => {
    const run = await cli(["conflicts", ...args]);
    assert.equal(run.code, 2);
    assert.deepEqual(run.configured, []);
  });
}
