import assert from "node:assert/strict";
import { exitCodeOfError, exitCodeOfStatus, exitCodeOfSync } from "@/cli/exit_code.ts";
import type { ErrorCode } from "@/domain/errors.ts";
import type { Status } from "@/ports/operations.ts";
import { quietSummary } from "@tests/cli/support.ts";

Deno.test("exitCodeOfError() tells apart what helps: mend, look, wait", () => {
  const codes: readonly (readonly [ErrorCode, number])[] = [
    ["USAGE", 2],
    ["CONFIG", 2],
    ["AUTH", 2],
    ["TASK_MISSING", 2],
    ["MASS_DELETE", 3],
    ["TASKS_GONE", 3],
    ["NOT_FOUND", 4],
    ["SERVER_UNAVAILABLE", 75],
    ["RATE_LIMITED", 75],
    ["LOCKED", 75],
    ["DISK_FULL", 1],
    ["LOG_DAMAGED", 1],
    ["INTERNAL", 1],
  ];
  for (const [code, expected] of codes) assert.equal(exitCodeOfError(code), expected, code);
});

Deno.test("exitCodeOfSync() is 3 for conflicts and what was given up, 75 for what only waits", () => {
  assert.equal(exitCodeOfSync(quietSummary), 0);
  assert.equal(exitCodeOfSync({ ...quietSummary, pending: 1 }), 75);
  assert.equal(exitCodeOfSync({ ...quietSummary, pending: 1, conflicts: 1 }), 3);
  assert.equal(exitCodeOfSync({ ...quietSummary, failed: 1 }), 3);
  assert.equal(exitCodeOfSync({ ...quietSummary, undecided: 1 }), 3);
});

Deno.test("exitCodeOfStatus() is 75 when something is waiting", () => {
  const push = { ...waiting, nextAt: "2026-11-21T05:00:00Z" };
  assert.equal(exitCodeOfStatus(status), 0);
  assert.equal(exitCodeOfStatus({ ...status, conflicts: 2 }), 0);
  assert.equal(exitCodeOfStatus({ ...status, conflicts: 2, undecided: 1 }), 3);
  assert.equal(exitCodeOfStatus({ ...status, pending: [push], dead: [waiting] }), 75);
  assert.equal(exitCodeOfStatus({ ...status, dead: [waiting] }), 3);
});

Deno.test("P2: exitCodeOfStatus() is 75 after a run that failed, and where wake-ups of the hook wait", () => {
  const at = "2026-11-21T05:00:00.000Z";
  const failure = { code: "AUTH", message: "no", hint: null, at, since: at };
  assert.equal(exitCodeOfStatus({ ...status, failure }), 75);
  assert.equal(exitCodeOfStatus({ ...status, failure: { ...failure, code: "MASS_DELETE" } }), 3);
  assert.equal(exitCodeOfStatus({ ...status, wakes: { count: 1, since: at } }), 75);
});

Deno.test("N8: exitCodeOfStatus() is 3 for what is left out, refused or could not be worked on, until it is let rest", () => {
  const since = "2026-11-21T05:00:00.000Z";
  const about = { task: "u", title: "Milk", since };
  const leftOut = { ...about, side: "vikunja", parts: [], isAccepted: false } as const;
  assert.equal(exitCodeOfStatus({ ...status, leftOut: [leftOut] }), 3);
  assert.equal(exitCodeOfStatus({ ...status, leftOut: [{ ...leftOut, isAccepted: true }] }), 0);
  assert.equal(exitCodeOfStatus({ ...status, refused: 1 }), 3);
  const rejected = [{ ...about, code: "INTERNAL", reason: "RangeError" }];
  assert.equal(exitCodeOfStatus({ ...status, rejected }), 3);
});

const waiting: Status["dead"][number] = {
  task: "u",
  title: "Milk",
  side: "vikunja",
  action: "update",
  since: "2026-11-21T05:00:00Z",
  attempts: 1,
  nextAt: null,
  error: null,
};

const status: Status = {
  server: null,
  linked: 0,
  pending: [],
  dead: [],
  conflicts: 0,
  lastSyncAt: null,
  lastFullAt: null,
  limits: { taskwarrior: 1, vikunja: 1 },
  events: 0,
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
