import { isDerived } from "@/adapters/taskwarrior/stored_property.ts";
import type { Operation } from "@/adapters/taskwarrior/operation_3.ts";
import type { ReplicaRows } from "@/adapters/taskwarrior/replica_rows.ts";
import type { SyncOperation } from "@/adapters/taskwarrior/segment.ts";

/** As TaskChampion does: what makes no sense as the task is now is left out. */
export function applyTo(rows: ReplicaRows, operation: SyncOperation): void {
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
    noteUnseen(rows, operation.Update, stored.get("status") ?? null);
    if (old_value === value) return;
    rows.put(uuid, property, value);
    rows.addOperation({ Update: { uuid, property, old_value, value, timestamp } });
  }
}

type Update = Extract<SyncOperation, { readonly Update: unknown }>["Update"];

/** An edit made before ours was sent cannot have seen it, wherever the clocks go together. */
function noteUnseen(
  rows: ReplicaRows,
  { uuid, property, value, timestamp }: Update,
  status: string | null,
): void {
  if (isDerived(property)) return;
  const madeMs = Date.parse(timestamp);
  const own = rows.own(uuid, property);
  if (own !== undefined) {
    rows.forgetOwn(uuid, property);
    if (own.value !== value && madeMs < own.sentMs) {
      return rows.noteUnseen({ uuid, property, value: own.value, operation: rows.nextId() });
    }
  }
  // A deletion takes all else with it.
  if (property === "status" && value === "deleted" && madeMs < rows.lastOwnMs(uuid)) {
    rows.noteUnseen({ uuid, property, value: status, operation: rows.nextId() });
  }
}

export function noteOwn(rows: ReplicaRows, operation: Operation, sentMs: number): void {
  if (operation === "UndoPoint" || !("Update" in operation)) return;
  const { uuid, property, value } = operation.Update;
  if (!isDerived(property)) rows.noteOwn(uuid, property, { value, sentMs });
}
