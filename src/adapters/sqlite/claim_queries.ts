import { voidClaims, withoutVoid } from "@/domain/claim.ts";
import type { Row } from "@/domain/projection.ts";
import { claimableOf, leaseOf } from "@/ports/claim_row.ts";
import type { ClaimableTask, ClaimQueries } from "@/ports/claims.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { freeTasks } from "@/adapters/sqlite/free_tasks.ts";

const columns = "id, title, status, version, token, assignee, assigned_at, " +
  "lock_until, lock_boot, lock_uptime_ms, " +
  "(SELECT s.version FROM streams s WHERE s.stream_id = id) AS stream_version";

export function createClaimQueries(
  db: Database,
  resolveTask: (name: string) => string,
): ClaimQueries {
  const one = db.statement(
    `SELECT ${columns}, (SELECT value FROM facts WHERE name = 'cache.${voidClaims}') AS void
     FROM tasks WHERE id = ?`,
  );
  return {
    claimable(task) {
      const row = one.get(task);
      if (row === undefined) return null;
      const found = toClaimable(row);
      return { ...found, claim: withoutVoid(found.claim, Number(row["void"] ?? 0)) };
    },
    free(filter, limit) {
      const { sql, cells } = freeTasks(filter, limit);
      return db.all(sql, ...cells).map((row) => String(row["id"]));
    },
    leased: () =>
      db.all(
        `SELECT project, ${columns} FROM tasks WHERE lock_until IS NOT NULL ORDER BY assigned_at, id`,
      ).flatMap((row) => {
        const lease = leaseOf(row);
        if (lease === null) return [];
        const project = JSON.parse(textOf(row, "project") || "[]") as readonly string[];
        return [{ ...toClaimable(row), project, lease }];
      }),
    labelled: (label) =>
      db.all(
        `SELECT id FROM tasks WHERE status IN ('pending', 'completed')
         AND EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?) ORDER BY id`,
        label,
      ).map((row) => String(row["id"])),
    shown: () =>
      db.all("SELECT stream_id, token FROM shown_claims ORDER BY stream_id").map((row) => ({
        task: textOf(row, "stream_id"),
        token: row["token"] == null ? null : Number(row["token"]),
      })),
    resolveTask,
  };
}

function toClaimable(row: Row): ClaimableTask {
  return claimableOf(row, Number(row["stream_version"] ?? 0));
}

function textOf(row: Row, column: string): string {
  return String(row[column] ?? "");
}
