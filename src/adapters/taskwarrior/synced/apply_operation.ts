import { isDerived } from "@/adapters/taskwarrior/stored/stored_property.ts";
import type { Operation } from "@/adapters/taskwarrior/v3/operation_3.ts";
import type { ReplicaRows } from "@/adapters/taskwarrior/synced/replica_rows.ts";
import type { SyncOperation } from "@/adapters/taskwarrior/synced/segment.ts";

/**
 * As TaskChampion does: what makes no sense as the task is now is left out. `sinceMs`: when the first of the edits was
 * made that came with it: whoever sent them has not synced since then.
 */
export function applyTo(rows: ReplicaRows, operation: SyncOperation, sinceMs: number): void {
  if ("Create" in operation) {
    const { uuid } = operation.Create;
    if (rows.get(uuid) !== undefined) return;
    rows.set(uuid, new Map());
    rows.addOperation({ Create: { uuid } });
  } else if ("Delete" in operation) {
    const { uuid } = operation.Delete;
    const stored = rows.get(uuid);
    if (stored === undefined) return;
    rows.remove(uuid);
    rows.addOperation({ Delete: { uuid, old_task: Object.fromEntries(stored) } });
  } else {
    const { uuid, property, value, timestamp } = operation.Update;
    const stored = rows.get(uuid);
    if (stored === undefined) return;
    const old_value = stored.get(property) ?? null;
    noteUnseen(rows, operation.Update, stored.get("status") ?? null, sinceMs);
    if (old_value === value) return;
    rows.put(uuid, property, value);
    rows.addOperation({ Update: { uuid, property, old_value, value, timestamp } });
  }
}

type Update = Extract<SyncOperation, { readonly Update: unknown }>["Update"];

/** Whoever has not synced since before ours was sent cannot have seen it, wherever the clocks go together. */
function noteUnseen(
  rows: ReplicaRows,
  { uuid, property, value }: Update,
  status: string | null,
  sinceMs: number,
): void {
  if (isDerived(property)) return;
  const own = rows.own(uuid, property);
  if (own !== undefined) {
    rows.forgetOwn(uuid, property);
    if (own.value !== value && sinceMs < own.sentMs) {
      return rows.noteUnseen({ uuid, property, value: own.value, operation: rows.nextId() });
    }
  }
  // Who takes a deletion back answers what was asked of it.
  if (property === "status" && status === "deleted") rows.forgetUnseen(uuid, property);
  // A deletion takes all else with it.
  if (property === "status" && value === "deleted" && sinceMs < rows.lastOwnMs(uuid)) {
    rows.noteUnseen({ uuid, property, value: status, operation: rows.nextId() });
  }
}

/** When the first of these edits was made, ms since 1970; `Infinity`: none says it. */
export function firstEditMs(operations: readonly SyncOperation[]): number {
  return operations.reduce((first, each) => {
    const ms = "Update" in each ? Date.parse(each.Update.timestamp) : NaN;
    return ms < first ? ms : first;
  }, Infinity);
}

export function noteOwn(rows: ReplicaRows, operation: Operation, sentMs: number): void {
  if (operation === "UndoPoint" || !("Update" in operation)) return;
  const { uuid, property, value } = operation.Update;
  if (!isDerived(property)) rows.noteOwn(uuid, property, { value, sentMs });
}
