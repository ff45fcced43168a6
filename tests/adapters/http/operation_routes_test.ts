import assert from "node:assert/strict";
import { connectDaemon, type DaemonClient } from "@/adapters/http/daemon_client.ts";
import { listen } from "@/adapters/http/server.ts";
import { SyncError } from "@/domain/errors.ts";
import type { SyncSummary } from "@/ports/operations.ts";
import { operationNames, type Operations, operations } from "@/ports/operations_table.ts";
import { operationsOf } from "@tests/support/operations.ts";
import { servedRoutes } from "@tests/support/served_routes.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const never = { signal: new AbortController().signal, progress: () => {} };
const both = { taskwarrior: 0, vikunja: 0 };
const summary: SyncSummary = {
  linked: 3,
  created: both,
  updated: both,
  deleted: both,
  conflicts: 0,
  pending: 0,
  failed: 0,
  requests: 2,
  durationMs: 5,
  warnings: ["look"],
};
const options = { projects: [], full: true, jobs: 4, allowMassDelete: false };
const about = {
  version: "1.2.3",
  pid: 7,
  startedAt: "2026-11-27T05:00:00Z",
  stateDir: "/somewhere",
  listen: null,
  socket: null,
  polls: { everyMs: 1, lastAt: null },
  fullEveryMs: 1,
  rounds: 0,
  failures: 0,
  lastRoundAt: null,
  error: null,
  webhooks: { accepted: 0, refused: 0, unavailable: 0 },
  wakes: { hook: 0, data: 0, webhook: 0 },
  rssBytes: 1,
};

async function asked(given: Partial<Operations>, use: (daemon: DaemonClient) => Promise<void>) {
  using folder = tempFolder();
  const path = folder.file("socket");
  const routes = servedRoutes(
    operationsOf({ daemon: () => Promise.resolve(about), ...given }),
  );
  await using _server = await listen({ kind: "socket", path }, { routes, isPublic: false });
  const daemon = await connectDaemon(path);
  assert.ok(daemon !== null);
  await use(daemon);
}

Deno.test("ask() gives what the daemon's operation gave, under whatever name it goes over the wire", async () => {
  const told: unknown[] = [];
  await asked({
    retryNow: ({ task }) => Promise.resolve(task === null ? 4 : 1),
    cleanupExpiredLocks: () => Promise.resolve([{ task: "a", agent: "ada", token: 2 }]),
    wake(wake) {
      told.push(wake);
      return Promise.resolve(true);
    },
    metrics: () => Promise.resolve("a 1\n"),
  }, async ({ ask, call }) => {
    assert.equal(await ask("retryNow", { task: null }, never), 4);
    assert.deepEqual(await call("POST", "/v1/retry/now", { task: "a" }), { result: 1 });
    assert.deepEqual(await ask("cleanupExpiredLocks", {}, never), [
      { task: "a", agent: "ada", token: 2 },
    ]);
    assert.equal(await ask("wake", { ids: [3], full: false }, never), true);
    assert.deepEqual(told, [{ ids: [3], full: false }]);
    assert.equal(await ask("metrics", {}, never), "a 1\n");
    assert.deepEqual(await ask("daemon", {}, never), about);
  });
});

Deno.test("ask() tells the progress of an operation, then its result or its error", async () => {
  const progress = { phase: "writing", done: 1, total: null, note: "x" } as const;
  let isFailing = false;
  await asked({
    sync(given, asking) {
      assert.deepEqual(given, options);
      asking.progress(progress);
      if (!isFailing) return Promise.resolve(summary);
      throw new SyncError("MASS_DELETE", "Cannot go on", { hint: "Look." });
    },
  }, async ({ ask }) => {
    const seen: unknown[] = [];
    const asking = { ...never, progress: (p: unknown) => void seen.push(p) };
    assert.deepEqual(await ask("sync", options, asking), summary);
    assert.deepEqual(seen, [progress]);
    isFailing = true;
    await assert.rejects(ask("sync", options, asking), (error: SyncError) => {
      assert.deepEqual([error.code, error.hint, error.retryable], ["MASS_DELETE", "Look.", false]);
      return true;
    });
  });
});

Deno.test("ask() keeps code, hint and retryable of an error", async () => {
  const thrown = new SyncError("RATE_LIMITED", "Cannot", { hint: "Wait.", retryable: true });
  await asked({ pick: () => Promise.reject(thrown) }, async ({ ask }) => {
    const wanted = { conflictId: "c", side: "vikunja" } as const;
    await assert.rejects(ask("pick", wanted, never), (error: SyncError) => {
      const { code, message, hint, retryable } = error;
      assert.deepEqual({ code, message, hint, retryable }, {
        code: "RATE_LIMITED",
        message: "Cannot",
        hint: "Wait.",
        retryable: true,
      });
      return true;
    });
  });
});

Deno.test("ask() refuses an answer that is not as its schema has it", async () => {
  const bad = { ...about, rounds: "many" } as unknown as typeof about;
  await asked({ daemon: () => Promise.resolve(bad) }, async ({ ask }) => {
    await assert.rejects(ask("daemon", {}, never), (error: SyncError) => {
      assert.equal(error.code, "DAEMON_VERSION");
      assert.match(error.message, /process 7.*rounds: /);
      return true;
    });
  });
});

Deno.test("operationRoutes() has each operation of the table once, and the document", () => {
  const routes = servedRoutes(operationsOf({})).map(({ method, path }) => `${method} ${path}`);
  const table = operationNames.map((name) => `${operations[name].method} ${operations[name].path}`);
  assert.deepEqual(routes.toSorted(), [...new Set([...table, "GET /openapi.json"])].toSorted());
});
