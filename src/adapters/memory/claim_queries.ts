import { voidClaims, withoutVoid } from "@/domain/claim.ts";
import type { Row } from "@/domain/projection.ts";
import { claimableOf, leaseOf } from "@/ports/claim_row.ts";
import type { ClaimQueries } from "@/ports/claims.ts";
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
      const found = claimableOf(row, streamVersion(row));
      const upTo = Number(table("facts").get(`cache.${voidClaims}`)?.["value"] ?? 0);
      return { ...found, claim: withoutVoid(found.claim, upTo) };
    },
    free: (filter, limit) =>
      freeTasks([...table("tasks").all()], filter).filter(isSelected).slice(0, limit)
        .map((row) => textOf(row, "id")),
    leased: () =>
      sortedBy(rowsWhere(table("tasks"), (row) => row["lock_until"] !== null), "assigned_at", "id")
        .flatMap((row) => {
          const lease = leaseOf(row);
          if (lease === null) return [];
          const project = listOf(row, "project") as readonly string[];
          return [{ ...claimableOf(row, streamVersion(row)), project, lease }];
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
