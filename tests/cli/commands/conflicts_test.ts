import assert from "node:assert/strict";
import type { Side } from "@/domain/task.ts";
import type { InboxAsked } from "@/ports/inbox.ts";
import type { ConflictRow, Pick } from "@/ports/operations.ts";
import { cli } from "@tests/cli/support.ts";
import { conflictItem, pageOf } from "@tests/support/inbox_items.ts";

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
  project: ["work", "garden"],
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
const before = {
  ...milk,
  id: "0b5c1f2e-3",
  field: "dueAt",
  picked: "vikunja" as const,
  pickedAt: milk.at,
};
const inspect = {
  conflicts: () => Promise.resolve([milk, deleted]),
  pickedConflicts: () => Promise.resolve([before]),
};

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
  assert.match(lines[1] ?? "", /^0b5c1f2e-7 {2}Milk\\x1b\[31m +notes +vikunja: "first second" /);
  assert.match(lines[2] ?? "", /vikunja: deleted +edit over delete/);
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
  const { picked, repair } = picker();
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

function picker(failing: readonly string[] = []) {
  const picked: (readonly [string, Side | null])[] = [];
  const repair = {
    picks: (picks: readonly Pick[]) => {
      picked.push(...picks.map(({ conflictId, side }) => [conflictId, side] as const));
      return Promise.resolve(picks.map((pick) => ({
        ...pick,
        error: failing.includes(pick.conflictId) ? "it is busy" : null,
      })));
    },
  };
  return { picked, repair };
}

Deno.test("conflicts pick takes many: several ids, --all, --field, --project", async () => {
  const asked = async (...args: readonly string[]) => {
    const { picked, repair } = picker();
    const { code, stderr } = await cli(["conflicts", "pick", ...args], { inspect, repair });
    return code === 0 ? picked.map(([id, side]) => `${id.slice(9)} ${side}`) : `${code} ${stderr}`;
  };
  assert.deepEqual(await asked("0b5c1f2e-7", "0b5c1f2e-9", "vikunja"), ["7 vikunja", "9 vikunja"]);
  assert.deepEqual(await asked("--all", "taskwarrior"), ["7 taskwarrior", "9 taskwarrior"]);
  assert.deepEqual(await asked("--all", "vikunja", "--field", "Notes"), ["7 vikunja"]);
  assert.deepEqual(await asked("--all", "vikunja", "--project", "Work"), [
    "7 vikunja",
    "9 vikunja",
  ]);
  assert.deepEqual(await asked("--all", "vikunja", "--project", "wor"), []);
  assert.match(String(await asked("--all")), /^2 .*needs a side/);
  assert.match(String(await asked("vikunja")), /^2 .*needs the ID of a conflict, or --all/);
  assert.match(String(await asked("0b5c1f2e-7", "--all", "vikunja")), /^2 .*not both/);
});

Deno.test("conflicts pick says which of many could not be picked, with exit 3", async () => {
  const { repair } = picker(["0b5c1f2e-9"]);
  const args = ["conflicts", "pick", "--all", "vikunja"];
  const text = await cli(args, { inspect, repair });
  assert.equal(text.code, 3);
  assert.match(text.stdout, /0b5c1f2e-9: .* stays as it is: it is busy/);
  const { picked, failed } = JSON.parse(
    (await cli([...args, "--json"], { inspect, repair })).stdout,
  );
  assert.deepEqual([picked.length, failed.length], [1, 1]);
});

Deno.test("conflicts unpick takes a pick back, and list --picked shows what lost", async () => {
  const { picked, repair } = picker();
  const list = await cli(["conflicts", "list", "--picked"], { inspect });
  assert.match(list.stdout, /0b5c1f2e-3 .*due .*other.* Vikunja 1 h ago/);
  const run = await cli(["conflicts", "unpick", "0b5c1f2e-3"], { inspect, repair });
  assert.equal(run.code, 0);
  assert.match(run.stdout, /as before the pick, and the conflict is open again/);
  assert.deepEqual(picked, [["0b5c1f2e-3", null]]);
  assert.equal((await cli(["conflicts", "unpick"], { inspect, repair })).code, 2);
  assert.equal((await cli(["conflicts", "unpick", "0b5c1f2e-7"], { inspect, repair })).code, 4);
});

const notes = {
  field: "notes",
  taskwarrior: { value: milk.lost.value, at: "2026-11-21T06:00:00.000Z", by: null },
  vikunja: { value: milk.kept.value, at: null, by: null },
};
const inbox = {
  look: ({ ids }: InboxAsked) =>
    Promise.resolve(pageOf(ids.map((id) => conflictItem(id, { fields: [notes] })))),
};

Deno.test("conflicts -i shows one after the other with both values, and asks", async () => {
  const { picked, repair } = picker();
  const texts = ["what?", "v", "q"];
  const questions: string[] = [];
  const run = await cli(["conflicts", "-i"], {
    inspect,
    inbox,
    repair,
    askText: (question) => {
      questions.push(question);
      return Promise.resolve(texts.shift() ?? null);
    },
  });
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(picked, [["0b5c1f2e-7", "vikunja"]]);
  assert.match(
    run.stderr,
    /Taskwarrior, 10 min ago +Vikunja \(kept\)\nother\\x07 +first\n +second/,
  );
  assert.match(run.stderr, /t {2}take that of Taskwarrior\n +Taskwarrior: title/);
  assert.match(questions[2] ?? "", /^2 of 2: /);
  const alone = await cli(["conflicts", "-i"], {
    inspect,
    inbox,
    repair,
  });
  assert.equal(alone.code, 2);
});

Deno.test("conflicts -i takes no side beforehand, and unpick no -i", async () => {
  for (const args of [["pick", "-i", "vikunja"], ["unpick", "-i", "0b5c"]]) {
    const refused = await cli(["conflicts", ...args], { inspect });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /leave out/);
  }
});

Deno.test("conflicts says what is wrong when there is no such conflict, or several", async () => {
  const unknown = await cli(["conflicts", "show", "ffff"], { inspect });
  assert.equal(unknown.code, 4);
  assert.match(unknown.stderr, /No open conflict is called "ffff"[^]*conflicts list/);
  const none = await cli(["conflicts", "show", "ffff"], {
    inspect: { conflicts: () => Promise.resolve([]), pickedConflicts: () => Promise.resolve([]) },
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
