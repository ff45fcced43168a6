import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import type { Status } from "@/ports/operations.ts";
import { cli } from "@tests/cli/support.ts";

const quiet: Status = {
  server: "https://v.example",
  linked: 12,
  pending: [],
  dead: [],
  conflicts: 1,
  lastSyncAt: "2026-11-21T05:00:00.000Z",
  lastFullAt: null,
  limits: { taskwarrior: 1, vikunja: 1 },
  events: 99,
  outOfScope: [],
  selection: { words: [], outside: [] },
  leftOut: [],
  rejected: [],
  held: [],
  refused: 0,
  undecided: 0,
  failure: null,
  lastFailed: null,
  wakes: null,
  oldestPendingAt: null,
  daemon: null,
};
const waiting: Status = {
  ...quiet,
  pending: [{
    task: "0b5c1f2e-0000-4000-8000-000000000001",
    title: "Milk\x1b[2J",
    side: "vikunja",
    action: "update",
    since: "2026-11-21T05:00:00.000Z",
    attempts: 3,
    nextAt: "2026-11-21T05:10:00.000Z",
    error: "Cannot reach v.example",
  }],
  outOfScope: [{
    task: "0b5c1f2e-0000-4000-8000-000000000002",
    title: "Attic",
    reason: "archived project",
  }],
};
const inspecting = (status: Status) => ({ inspect: { status: () => Promise.resolve(status) } });

Deno.test("status shows how things are, and needs no server", async () => {
  const run = await cli(["status"], inspecting(quiet));
  assert.equal(run.code, 0);
  assert.deepEqual(run.configured, [{ flags: {}, needsServer: false }]);
  assert.match(run.stdout, /^all is well: 12 tasks the same on both sides, last sync 1 h ago\n/);
  assert.match(run.stdout, /^linked +12 tasks$/m);
  assert.match(run.stdout, /^last full +never$/m);
  assert.match(run.stdout, /^conflicts +1$/m);
});

Deno.test("status says when the last backup was made, where they are made daily", async () => {
  const now = () => new Date("2026-11-21T06:00:00Z");
  const run = (lastBackupAt?: string) =>
    cli(["status"], {
      ...inspecting(quiet),
      now,
      ...lastBackupAt === undefined ? {} : { lastBackupAt },
    });
  assert.match((await run()).stdout, /^last backup none: `serve` makes one a day/m);
  assert.match((await run("2026-11-21T01:00:00.000Z")).stdout, /^last backup 5 h ago$/m);
});

Deno.test("status lists what waits and exits with 75", async () => {
  const run = await cli(["status"], inspecting(waiting));
  assert.equal(run.code, 75);
  assert.match(run.stdout, /^not all is well: 1 change for Vikunja waits for 1 h\n/);
  assert.match(run.stdout, /^waiting: 1 change$/m);
  assert.match(run.stdout, /^0b5c1f2e {2}Milk\\x1b\[2J {2}update in Vikunja .* Cannot reach/m);
  assert.match(run.stdout, /^left alone: 1 task$/m);
  const json = await cli(["status", "--json"], inspecting(waiting));
  assert.equal(json.code, 75);
  assert.deepEqual(JSON.parse(json.stdout), { ...waiting, lastBackupAt: null });
});

Deno.test("P2: a sync whose configuration cannot be read keeps that for status, status itself does not", async () => {
  const unconfigured = new SyncError("CONFIG", "Cannot read the token");
  const noted: string[] = [];
  const setting = {
    ...inspecting(quiet),
    unconfigured,
    onFailure: ({ message }: SyncError) => void noted.push(message),
  };
  assert.equal((await cli(["sync"], setting)).code, 2);
  assert.equal((await cli(["hook"], setting)).code, 0);
  assert.equal((await cli(["retry", "now"], setting)).code, 2);
  assert.deepEqual(noted, ["Cannot read the token", "Cannot read the token"]);
});

Deno.test("P2: status tells the last try, its error, since when, and what the hook left", async () => {
  const failure = {
    code: "AUTH",
    message: "Cannot list the tasks: the token is revoked",
    hint: "Make one.",
    at: "2026-11-21T06:00:00.000Z",
    since: "2026-11-21T05:30:00.000Z",
  };
  const wakes = { count: 2, since: "2026-11-21T05:40:00.000Z" };
  const run = await cli(["status"], inspecting({ ...quiet, failure, wakes }));
  assert.equal(run.code, 75);
  assert.match(
    run.stdout,
    /^not all is well: no run has worked for 40 min: .* revoked; edits .* wait/,
  );
  assert.match(run.stdout, /^last try +10 min ago failed: .* revoked \(AUTH\)$/m);
  assert.match(run.stdout, /^failing +since 40 min ago$/m);
  assert.match(run.stdout, /^spool +2 wake-ups of the hook .* since 30 min ago/m);
});

const failed = {
  code: "SERVER_UNAVAILABLE",
  message: "no answer",
  hint: null,
  at: "2026-11-21T04:00:00.000Z",
  since: "2026-11-21T04:00:00.000Z",
};
const held = [{
  task: "0b5c1f2e-0000-4000-8000-000000000001",
  title: "Milk",
  side: "vikunja" as const,
  since: "2026-11-21T06:00:00.000Z",
}];

Deno.test("status tells the last run that failed, though one worked since", async () => {
  const run = await cli(["status"], inspecting({ ...quiet, lastFailed: failed }));
  assert.equal(run.code, 0);
  assert.match(run.stdout, /^all is well/);
  assert.match(
    run.stdout,
    /^last failed 2 h ago, and worked since: no answer \(SERVER_UNAVAILABLE\)$/m,
  );
});

Deno.test("P1 status says with exit 3 that deletions are held, whatever else is the matter", async () => {
  for (const other of [quiet, waiting, { ...quiet, failure: failed }]) {
    const run = await cli(["status"], inspecting({ ...other, held }));
    assert.equal(run.code, 3);
    assert.match(
      run.stdout,
      /^not all is well: .*1 deletion is held back until you answer.*; answer with `inbox`\n/,
    );
    assert.match(run.stdout, /^held back: 1 task gone from Vikunja, left in Taskwarrior$/m);
  }
});

Deno.test("status says with exit 3 that a conflict is undecided: both sides stay as they are", async () => {
  const run = await cli(["status"], inspecting({ ...quiet, conflicts: 3, undecided: 2 }));
  assert.equal(run.code, 3);
  assert.match(
    run.stdout,
    /^not all is well: 2 conflicts are undecided until you pick; answer with `inbox`\n/,
  );
});

Deno.test("status --short is a word or two, with the same exit code", async () => {
  const short = async (status: Status) => {
    const { stdout, code } = await cli(["status", "--short"], inspecting(status));
    return [stdout, code];
  };
  assert.deepEqual(await short(quiet), ["ok\n", 0]);
  assert.deepEqual(await short({ ...quiet, lastSyncAt: null }), ["never synced\n", 0]);
  assert.deepEqual(await short(waiting), ["1 waiting\n", 75]);
  assert.deepEqual(await short({ ...waiting, held }), ["1 held, 1 waiting\n", 3]);
  assert.deepEqual(await short({ ...quiet, failure: failed }), ["failing 2 h\n", 75]);
});

Deno.test("status fits the terminal: the error is cut first, the title last", async () => {
  const pending = waiting.pending.map((push) => ({
    ...push,
    title: "A title of forty characters, as they are",
    error: "Cannot reach v.example, and that at some length, for it says why".repeat(3),
  }));
  for (const outputColumns of [80, 120]) {
    const run = await cli(["status"], { ...inspecting({ ...waiting, pending }), outputColumns });
    const table = run.stdout.split("\n").slice(run.stdout.split("\n").indexOf("waiting: 1 change"));
    assert.ok(table.every((line) => line.length <= outputColumns), table.join("\n"));
    assert.match(
      run.stdout,
      outputColumns === 120 ? /forty characters, as they are/ : /A title.*…/,
    );
  }
  assert.match((await cli(["status"], inspecting({ ...waiting, pending }))).stdout, /says why/);
});

Deno.test("status is coloured where stdout may be, and nothing of a title is", async () => {
  const pending = waiting.pending.map((push) => ({ ...push, title: "a\ufdd3b\x1b[31mc" }));
  const setting = { ...inspecting({ ...waiting, pending, held }), isColoured: true };
  const { stdout } = await cli(["status"], setting);
  assert.ok(stdout.startsWith("\x1b[31mnot all is well:\x1b[0m "));
  assert.ok(stdout.includes("a\\ufdd3b\\x1b[31mc"));
  const plain = await cli(["status"], { ...setting, isColoured: false });
  assert.ok(!plain.stdout.includes("\x1b"));
  assert.doesNotMatch(plain.stdout, /[\ufdd0-\ufdd6]/);
});
