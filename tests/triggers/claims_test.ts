import assert from "node:assert/strict";
import { claimsContract } from "@tests/support/claims_contract.ts";
import { claimsWorld } from "@tests/support/claims_world.ts";
import { memoryLogPlace, sqliteLogPlace } from "@tests/support/log_places.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";
import { until } from "@tests/support/until.ts";

claimsContract("createClaims() on SQLite", (tasks) => claimsWorld(tasks, sqliteLogPlace()), {
  taskCount: 1_000,
});
claimsContract("createClaims() in memory", (tasks) => claimsWorld(tasks, memoryLogPlace()), {
  taskCount: 1_000,
});

Deno.test("the table tasks is what programs with SQL are promised", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await using world = await claimsWorld(["a"], {
    open: () => logAt(path),
    [Symbol.dispose]() {},
  });
  await world.claims.claimTask("a", { agent: "ada", forMs: 60_000 });
  const { DatabaseSync } = await import("node:sqlite");
  using db = new DatabaseSync(path, { readOnly: true });
  const select = db.prepare(
    "SELECT id, status, priority, version, assignee, assigned_at, lock_until FROM tasks",
  );
  const row = await until("written", () => select.get(), (row) => row?.["assignee"] !== null);
  assert.deepEqual({ ...row }, {
    id: "a",
    status: "pending",
    priority: 1,
    version: 1,
    assignee: "ada",
    assigned_at: "2026-11-21T08:00:00.000Z",
    lock_until: "2026-11-21T08:01:00.000Z",
  });
  const indexes = db.prepare("SELECT name FROM pragma_index_list('tasks')").all();
  for (const name of ["status_assignee", "lock_until", "id_version"]) {
    assert.ok(indexes.some((index) => index["name"] === `idx_tasks_${name}`), name);
  }
});
