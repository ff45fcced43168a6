import assert from "node:assert/strict";
import type { Status } from "@/ports/operations.ts";
import { cli, type CliSetting } from "@tests/cli/support.ts";

const [milk, call] = [
  "0b5c1f2e-0000-4000-8000-000000000001",
  "1c5c1f2e-0000-4000-8000-000000000002",
];
const tasks = [
  { task: milk, title: "Buy milk\x1b[2J", vikunjaId: 12, project: ["work", "garden"] },
  { task: call, title: "Call Ann", vikunjaId: 13, project: ["home"] },
];
const status = {
  held: [{ task: milk, title: "Buy milk", side: "vikunja", since: "" }],
  pending: [],
  dead: [{ task: call, title: "Call Ann" }],
  leftOut: [],
  rejected: [],
} as unknown as Status;
const conflict = {
  id: "0b5c1f2e-7",
  task: milk,
  title: "Buy milk",
  field: "title",
  kept: { side: "vikunja", value: "a" },
  lost: { side: "taskwarrior", value: "b" },
  at: "",
  because: "tie",
  missing: [],
  project: [],
} as const;
const setting: CliSetting = {
  inspect: {
    names: () => Promise.resolve({ tasks, labels: ["shop", "home"] }),
    status: () => Promise.resolve(status),
    conflicts: () => Promise.resolve([conflict]),
    pickedConflicts: () =>
      Promise.resolve([{ ...conflict, id: "0b5c1f2e-3", picked: "vikunja", pickedAt: "" }]),
  },
  notices: {
    sets: () => [{ name: "mails", seen: 3 }],
    [Symbol.dispose]: () => {},
  } as unknown as CliSetting["notices"] & object,
};

async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr, code } = await cli(["complete", "--", ...words], setting);
  assert.deepEqual([stderr, code], ["", 0]);
  return stdout.split("\n").slice(0, -1);
}

const values = async (...words: readonly string[]) =>
  (await offered(...words)).map((line) => line.split("\t")[0]);

Deno.test("complete offers commands, options, actions and values, with what they are", async () => {
  assert.match((await offered("hel")).join(), /^held\tDeletions that are held back/);
  assert.deepEqual(await values("sync", "--dr"), ["--dry-run"]);
  assert.deepEqual(await values("conflicts", "p"), ["pick"]);
  assert.deepEqual(await values("sandbox", "--seed", ""), ["demo", "empty"]);
  assert.deepEqual(await values("help", "ho"), ["hook"]);
});

Deno.test("complete offers tasks with their titles, by UUID or by #", async () => {
  assert.deepEqual(await offered("done", ""), ["0b5c1f2e\tBuy milk\\x1b[2J", "1c5c1f2e\tCall Ann"]);
  assert.deepEqual(await offered("log", "#1"), ["#12\tBuy milk\\x1b[2J", "#13\tCall Ann"]);
  assert.deepEqual(await values("claim", "#12", "1c"), ["1c5c1f2e"]);
  assert.deepEqual(await values("done", "#12", ""), []);
  assert.deepEqual(await values("held", "let-go", ""), ["0b5c1f2e"]);
  assert.deepEqual(await values("retry", "drop", ""), ["1c5c1f2e"]);
});

Deno.test("complete offers projects, labels, fields, sets, conflicts, sides and files", async () => {
  assert.deepEqual(await values("sync", "--project", "w"), ["work.garden"]);
  assert.deepEqual(await values("claim", "--next", "--tag", ""), ["shop", "home"]);
  assert.deepEqual(await values("conflicts", "--field", "due"), ["due date"]);
  assert.deepEqual(await values("set", "#12", "ti"), ["title="]);
  assert.deepEqual(await values("add", "Buy milk", "ti"), []);
  assert.deepEqual(await values("add", "Buy milk", "du"), ["due="]);
  assert.deepEqual(await offered("notify", "forget", ""), ["mails\t3 seen"]);
  assert.deepEqual(await values("conflicts", "show", ""), ["0b5c1f2e-7"]);
  assert.deepEqual(await values("conflicts", "pick", ""), ["0b5c1f2e-7", "taskwarrior", "vikunja"]);
  assert.deepEqual(await values("conflicts", "pick", "0b5c1f2e-7", "v"), ["vikunja"]);
  assert.deepEqual(await values("conflicts", "unpick", ""), ["0b5c1f2e-3"]);
  for (const words of [["lock", "run", ""], ["state", "update", "x"], ["sync", "--config", ""]]) {
    assert.deepEqual(await offered(...words), [":files"]);
  }
});

Deno.test("complete offers the values of fields, and of options behind =", async () => {
  assert.deepEqual(await values("set", "#12", "priority="), [
    ...["H", "M", "L", "5", "4", "3", "2", "1", "0"].map((each) => `priority=${each}`),
  ]);
  assert.deepEqual(await offered("add", "x", "priority:5"), ["priority:5\tVikunja's: do now"]);
  assert.deepEqual(await values("set", "#12", "done=t"), ["done=true"]);
  assert.deepEqual(await values("set", "#12", "due=to"), ["due=today", "due=tomorrow"]);
  assert.deepEqual(await values("add", "x", "project=w"), ["project=work.garden"]);
  assert.deepEqual(await values("add", "x", "tags="), ["tags=+shop", "tags=+home"]);
  assert.deepEqual(await values("set", "#12", "tags=+a,-h"), ["tags=+a,-home"]);
  assert.deepEqual(await values("set", "#12", "tags=a,s"), ["tags=a,shop"]);
  assert.deepEqual(await values("set", "#12", "notes="), []);
  assert.deepEqual(await values("set", "#12", "nonsense="), []);
  assert.deepEqual(await values("list", "--project=w"), ["--project=work.garden"]);
  assert.deepEqual(await offered("sync", "--config="), [":files"]);
});

Deno.test("complete says nothing of what it cannot find out", async () => {
  const { stdout, stderr, code } = await cli(["complete", "--", "done", ""], {
    inspect: { names: () => Promise.reject(new Error("no log")) },
  });
  assert.deepEqual([stdout, stderr, code], ["", "", 0]);
  assert.deepEqual(await offered("nonsense", "--x", ""), [":files"]);
});
