import type { Lease } from "@/domain/claim.ts";
import type { Row } from "@/domain/projection.ts";
import type { ClaimableTask } from "@/ports/claims.ts";

/** Of a row of the tasks, whichever store gave it. */
export function claimableOf(row: Row, streamVersion: number): ClaimableTask {
  return {
    task: textOf(row, "id"),
    title: textOf(row, "title"),
    status: textOf(row, "status"),
    version: Number(row["version"] ?? 0),
    streamVersion,
    claim: { lastToken: Number(row["token"] ?? 0), lease: leaseOf(row), lapsed: null },
  };
}

/** `null`: nobody has it. */
export function leaseOf(row: Row): Lease | null {
  const { assignee, lock_boot: boot } = row;
  if (typeof assignee !== "string") return null;
  return {
    agent: assignee,
    token: Number(row["token"]),
    claimedAt: textOf(row, "assigned_at"),
    until: textOf(row, "lock_until"),
    boot: typeof boot === "string" ? boot : null,
    untilUptimeMs: Number(row["lock_uptime_ms"]),
  };
}

function textOf(row: Row, column: string): string {
  return String(row[column] ?? "");
}
