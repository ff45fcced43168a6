import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import type { Progress, SyncOptions, SyncSummary } from "@/ports/operations.ts";
import { cli, quietSummary } from "@tests/cli/support.ts";

const answering = (summary: Partial<SyncSummary>) => ({
  sync: { run: () => Promise.resolve({ ...quietSummary, ...summary }) },
});

Deno.test("sync hands its options on", async () => {
  const seen: SyncOptions[] = [];
  const sync = {
    run: (options: SyncOptions) => {
      seen.push(options);
      return Promise.resolve(quietSummary);
    },
  };
  await cli(["sync"], { sync });
  const args = ["--project", "a.b", "-p", "c", "--full", "--jobs", "9", "--allow-mass-delete"];
  const run = await cli(["sync", ...args, "--lock-timeout=1m", "--config", "x.toml"], { sync });
  assert.deepEqual(seen, [
    { projects: [], full: false, jobs: 4, allowMassDelete: false, selection: "" },
    { projects: ["a.b", "c"], full: true, jobs: 9, allowMassDelete: true, selection: "" },
  ]);
  assert.deepEqual(run.configured, [
    { flags: { config: "x.toml", jobs: "9", lock_timeout: "1m" }, needsServer: true },
  ]);
  assert.equal(run.disposed, 1);
});

Deno.test("sync says in a line what it verified", async () => {
  const nothing = await cli(["sync"], answering({}));
  assert.equal(
    nothing.stdout,
    "verified: 1000 tasks linked; nothing to do (1 request, 0.12 s)\n",
  );
  const some = await cli(
    ["sync"],
    answering({
      created: { taskwarrior: 0, vikunja: 3 },
      updated: { taskwarrior: 1, vikunja: 0 },
      deleted: { taskwarrior: 2, vikunja: 0 },
      requests: 7,
    }),
  );
  assert.equal(
    some.stdout,
    "verified: 1000 tasks linked; created 3 in Vikunja, updated 1 in Taskwarrior, " +
      "deleted 2 in Taskwarrior (7 requests, 0.12 s)\n",
  );
});

Deno.test("sync --json prints one object with the keys scripts rely on, and nothing else", async () => {
  const warnings = ["twins"];
  const run = await cli(["sync", "--json"], answering({ conflicts: 2, warnings }));
  assert.equal(run.stdout.split("\n").length, 2);
  assert.deepEqual(JSON.parse(run.stdout), {
    linked: 1000,
    created: { taskwarrior: 0, vikunja: 0 },
    updated: { taskwarrior: 0, vikunja: 0 },
    deleted: { taskwarrior: 0, vikunja: 0 },
    conflicts: 2,
    pending: 0,
    failed: 0,
    requests: 1,
    durationMs: 123,
    warnings: ["twins"],
  });
  assert.equal(run.stderr, "warning: twins\n");
});

Deno.test("sync exits with 3 for conflicts and what was given up, with 75 for what waits", async () => {
  const codes = await Promise.all([
    { conflicts: 1 },
    { failed: 1 },
    { pending: 1 },
    { pending: 1, failed: 1 },
    {},
  ].map(async (summary) => (await cli(["sync"], answering(summary))).code));
  assert.deepEqual(codes, [3, 3, 75, 3, 0]);
});

Deno.test("sync exits with 3 when the mass-delete guard stopped it", async () => {
  const error = new SyncError("MASS_DELETE", "Cannot go on (MASS_DELETE)", {
    hint: "… --allow-mass-delete …",
  });
  const run = await cli(["sync"], { sync: { run: () => Promise.reject(error) } });
  assert.equal(run.code, 3);
  assert.match(run.stderr, /MASS_DELETE[\s\S]*--allow-mass-delete/);
});

const showing = {
  sync: {
    run: (_: SyncOptions, progress: (p: Progress) => void) => {
      progress({ phase: "reading", done: 0, total: null });
      progress({ phase: "writing", done: 1, total: 2 });
      return Promise.resolve({ ...quietSummary, warnings: ["twins"] });
    },
  },
};

Deno.test("sync shows its progress in lines, as a bar on a terminal, and not at all with --quiet", async () => {
  const lines = await cli(["sync"], showing);
  assert.equal(lines.stderr, "reading both sides …\nwriting …\nwarning: twins\n");
  const bar = await cli(["sync"], { ...showing, columns: 80 });
  assert.match(bar.stderr, /█/);
  assert.ok(bar.stderr.endsWith("\r\x1b[Kwarning: twins\n"), JSON.stringify(bar.stderr));
  const quiet = await cli(["sync", "--quiet"], { ...showing, columns: 80 });
  assert.equal(quiet.stderr, "");
  assert.equal(quiet.stdout, "", "R16: cron sends no mail of a good run");
  const json = await cli(["sync", "--json"], showing);
  assert.equal(json.stderr, "warning: twins\n");
});

const plan = {
  changes: [{
    task: "0123456789",
    title: "Buy \x1b[2Jmilk\nfast",
    side: "vikunja" as const,
    action: "update" as const,
    changes: ["priority: 1 → 3", "labels: +shop"],
  }],
  warnings: [],
  requests: 2,
};

Deno.test("sync --dry-run shows the plan as a table, and as an object", async () => {
  const sync = { plan: () => Promise.resolve(plan) };
  const text = await cli(["sync", "--dry-run"], { sync });
  assert.equal(text.code, 0);
  assert.deepEqual(text.stdout.split("\n"), [
    "action  in       task      title                  changes",
    "update  Vikunja  01234567  Buy \\x1b[2Jmilk\\nfast  priority low → high; labels +shop",
    "",
    "1 change; nothing was done",
    "",
  ]);
  const json = await cli(["sync", "--dry-run", "--json"], { sync });
  const told = { plan: plan.changes, newProjects: [], requests: 2, warnings: [] };
  assert.deepEqual(JSON.parse(json.stdout), told);
  const none = await cli(["sync", "-n"], {
    sync: { plan: () => Promise.resolve({ changes: [], warnings: [], requests: 1 }) },
  });
  assert.equal(none.stdout, "nothing to do\n");
});

Deno.test("sync --watch runs until it is stopped, over what passes by itself", async () => {
  const stop = new AbortController();
  const waited: number[] = [];
  let runs = 0;
  const run = await cli(["sync", "--watch", "--interval", "5s"], {
    stop,
    sync: {
      run: () => {
        runs++;
        if (runs !== 2) return Promise.resolve(quietSummary);
        return Promise.reject(
          new SyncError("SERVER_UNAVAILABLE", "Cannot reach it", { retryable: true }),
        );
      },
    },
    wait: (ms) => {
      waited.push(ms);
      if (runs === 3) stop.abort(new SyncError("ABORTED", "Cannot finish: stopped"));
      return Promise.resolve();
    },
  });
  assert.equal(run.code, 0);
  assert.deepEqual(waited, [5_000, 5_000, 5_000]);
  assert.equal(run.stdout.match(/verified/g)?.length, 2);
  assert.match(run.stderr, /Cannot reach it/);
  assert.equal(run.disposed, 1);
});

Deno.test("sync --watch ends well when it is stopped in a run, and with the error that needs a person", async () => {
  const stop = new AbortController();
  const stopped = new SyncError("ABORTED", "Cannot finish: stopped", { retryable: true });
  const ended = await cli(["sync", "--watch"], {
    stop,
    sync: {
      run: () => {
        stop.abort(stopped);
        return Promise.reject(stopped);
      },
    },
  });
  assert.deepEqual([ended.code, ended.stderr], [0, ""]);
  const refused = await cli(["sync", "--watch"], {
    sync: { run: () => Promise.reject(new SyncError("AUTH", "Cannot log in")) },
  });
  assert.equal(refused.code, 2);
});

Deno.test("sync refuses an interval that is none", async () => {
  for (const interval of ["soon", "0"]) {
    assert.equal((await cli(["sync", "--watch", "--interval", interval])).code, 2);
  }
});

Deno.test("R16: sync --quiet says what did not go well, and --json is always there", async () => {
  const pending = await cli(["sync", "--quiet"], answering({ pending: 1 }));
  assert.match(pending.stdout, /1 change left for the next run/);
  const json = await cli(["sync", "--quiet", "--json"], answering({}));
  assert.equal(JSON.parse(json.stdout).linked, 1000);
});

Deno.test("R24: sync says before it what a run will take, and after it what stayed, for people only", async () => {
  const notes = ["2 tasks stay"];
  const sync = {
    run: (_: SyncOptions, progress: (p: Progress) => void) => {
      progress({ phase: "reading", done: 0, total: null });
      progress({ phase: "reading", done: 0, total: null, note: "about to make \x1b many" });
      progress({ phase: "comparing", done: 0, total: 3 });
      return Promise.resolve({ ...quietSummary, notes });
    },
  };
  const plain = await cli(["sync"], { sync });
  assert.equal(
    plain.stderr,
    "reading both sides …\nabout to make \\x1b many\ncomparing (3) …\n2 tasks stay\n",
  );
  assert.equal((await cli(["sync", "--quiet"], { sync })).stderr, "");
  const json = await cli(["sync", "--json"], { sync, columns: 80 });
  assert.doesNotMatch(json.stderr, /about to make|stay/);
  assert.deepEqual(JSON.parse(json.stdout).notes, notes);
});

Deno.test("R24: sync --finished-within is a setting for this run", async () => {
  const run = await cli(["sync", "--finished-within", "90d"], answering({}));
  assert.deepEqual(run.configured.map(({ flags }) => flags), [{ finished_within: "90d" }]);
});
