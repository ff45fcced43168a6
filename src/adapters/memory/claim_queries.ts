import { type Lease, voidClaims, withoutVoid } from "@/domain/claim.ts";
import type { Row } from "@/domain/projection.ts";
import type { ClaimableTask, ClaimQueries } from "@/ports/claims.ts";
import type { LogContent } from "@/adapters/memory/disk.ts";
import { freeTasks } from "@/adapters/memory/free_tasks.ts";
import { listOf, rowsWhere, sortedBy, type TableOf, textOf } from "@/adapters/memory/rows.ts";

export function createClaimQueries(
  content: () => LogContent,
  table: TableOf,
  resolveTask: (name: string) => string,
): ClaimQueries {
  const streamVersion = (row: Row) => content().streams.get(textOf(row, "id"))?.length ?? 0;
  const isSelected = (row: Row) => table("deselected").get(textOf(row, "id")) === undefined;
  return {
    claimable(task) {
      const row = table("tasks").get(task);
      if (row === undefined) return null;
      const found = toClaimable(row, streamVersion(row));
      const upTo = Number(table("facts").get(`cache.${voidClaims}`)?.["value"] ?? 0);
      return { ...found, claim: withoutVoid(found.claim, upTo) };
    },
    free: (filter, limit) =>
      freeTasks([...table("tasks").all()], filter).filter(isSelected).slice(0, limit)
        .map((row) => textOf(row, "id")),
    leased: () =>
      sortedBy(rowsWhere(table("tasks"), (row) => row["lock_until"] !== null), "assigned_at", "id")
        .flatMap((row) => {
          const lease = toLease(row);
          if (lease === null) return [];
          const project = listOf(row, "project") as readonly string[];
          return [{ ...toClaimable(row, streamVersion(row)), project, lease }];
        }),
    labelled(label) {
      const isOpenOrDone = ({ status }: Row) => status === "pending" || status === "completed";
      const hasLabel = (row: Row) => isOpenOrDone(row) && listOf(row, "tags").includes(label);
      return sortedBy(rowsWhere(table("tasks"), hasLabel), "id").map((row) => textOf(row, "id"));
    },
    shown: () =>
      sortedBy([...table("shown_claims").all()], "stream_id").map((row) => ({
        task: textOf(row, "stream_id"),
        token: row["token"] == null ? null : Number(row["token"]),
      })),
    resolveTask,
  };
}

function toClaimable(row: Row, streamVersion: number): ClaimableTask {
  return {
    task: textOf(row, "id"),
    title: textOf(row, "title"),
    status: textOf(row, "status"),
    version: Number(row["version"] ?? 0),
    streamVersion,
    claim: { lastToken: Number(row["token"] ?? 0), lease: toLease(row), lapsed: null },
  };
}

function toLease(row: Row): Lease | null {
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
