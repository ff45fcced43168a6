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
  failure: null,
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
  outOfScope: [{ task: "0b5c1f2e-0000-4000-8000-000000000002", reason: "archived project" }],
};
const inspecting = (status: Status) => ({ inspect: { status: () => Promise.resolve(status) } });

Deno.test("status shows how things are, and needs no server", async () => {
  const run = await cli(["status"], inspecting(quiet));
  assert.equal(run.code, 0);
  assert.deepEqual(run.configured, [{ flags: {}, needsServer: false }]);
  assert.match(run.stdout, /^linked +12 tasks$/m);
  assert.match(run.stdout, /^last full +never$/m);
  assert.match(run.stdout, /^conflicts +1$/m);
});

Deno.test("status lists what waits and exits with 75", async () => {
  const run = await cli(["status"], inspecting(waiting));
  assert.equal(run.code, 75);
  assert.match(run.stdout, /^waiting: 1 change$/m);
  assert.match(run.stdout, /^0b5c1f2e {2}Milk\\x1b\[2J {2}update in Vikunja .* Cannot reach/m);
  assert.match(run.stdout, /^left alone: 1 task$/m);
  const json = await cli(["status", "--json"], inspecting(waiting));
  assert.equal(json.code, 75);
  assert.deepEqual(JSON.parse(json.stdout), waiting);
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
  assert.match(run.stdout, /^last try +2026-11-21T06:00:00.000Z failed: .* revoked \(AUTH\)$/m);
  assert.match(run.stdout, /^failing +since 2026-11-21T05:30:00.000Z$/m);
  assert.match(run.stdout, /^spool +2 wake-ups of the hook .* since 2026-11-21T05:40/m);
});
