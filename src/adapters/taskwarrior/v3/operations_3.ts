import type { Operation } from "@/adapters/taskwarrior/v3/operation_3.ts";
import type { PropertyValue } from "@/adapters/taskwarrior/stored/stored_property.ts";
import { sameStored } from "@/adapters/taskwarrior/stored/stored_property.ts";
import type { StoredChange } from "@/adapters/taskwarrior/stored/stored_change.ts";

/** A task's row in Taskwarrior 3's database. */
export type StoredTask = ReadonlyMap<string, string>;

interface Applied {
  readonly stored: StoredTask;
  readonly operations: readonly Operation[];
  /** It is to have a number that a person can type. */
  readonly becomesOpen: boolean;
}

/**
 * What becomes of the row, and the operations that say so, as `task import` writes them; `null`: all is
 * there already.
 */
export function applyChange(
  row: StoredTask | undefined,
  change: StoredChange,
  now: Date,
): Applied | null {
  const before: StoredTask = row ?? new Map();
  const stored = after(before, change, epoch(now));
  const isSame = row !== undefined && stored.size === before.size &&
    [...stored].every(([name, value]) => before.get(name) === value);
  if (isSame) return null;
  stored.set("modified", epoch(now));
  const operations = operationsOf(change, { row, stored, timestamp: timestampOf(change, now) });
  const becomesOpen = !isOpen(before) && isOpen(stored);
  return { stored, operations, becomesOpen };
}

function after(before: StoredTask, { properties }: StoredChange, now: string): Map<string, string> {
  const stored = new Map(before);
  for (const [name, value] of properties) {
    if (value === null) stored.delete(name);
    else if (!sameStored(stored.get(name), value)) stored.set(name, value);
  }
  if (some(properties, "tag_")) derive(stored, "tags", "tag_");
  if (some(properties, "dep_")) derive(stored, "depends", "dep_");
  const status = stored.get("status");
  if (status === "pending" && properties.has("status")) stored.delete("end");
  if ((status === "completed" || status === "deleted") && !stored.has("end")) {
    stored.set("end", now);
  }
  if (!stored.has("entry")) stored.set("entry", now);
  return stored;
}

function some(properties: ReadonlyMap<string, unknown>, prefix: string): boolean {
  return [...properties.keys()].some((name) => name.startsWith(prefix));
}

/** The old form of a set, which goes along with the one property for each element. */
function derive(stored: Map<string, string>, name: string, prefix: string): void {
  const elements = [...stored.keys()].filter((key) => key.startsWith(prefix)).sort(byBytes)
    .map((key) => key.slice(prefix.length));
  if (elements.length === 0) stored.delete(name);
  else stored.set(name, elements.join(","));
}

interface Written {
  readonly row: StoredTask | undefined;
  readonly stored: StoredTask;
  readonly timestamp: string;
}

/**
 * Recorded: `modified` first, and once more among the others where it was another; what is set by name,
 * then what is removed by name, `status` last.
 */
function operationsOf(
  { uuid }: StoredChange,
  { row, stored, timestamp }: Written,
): readonly Operation[] {
  const now = stored.get("modified") ?? null;
  const update = (property: string, old_value: PropertyValue, value: PropertyValue): Operation => ({
    Update: { uuid, property, old_value, value, timestamp },
  });
  const changed = (name: string) => row?.get(name) !== stored.get(name);
  const others = (names: Iterable<string>) =>
    [...names].filter((name) => name !== "status" && changed(name)).sort(byBytes);
  const set = others(stored.keys()).map((name) =>
    update(name, name === "modified" ? now : row?.get(name) ?? null, stored.get(name) ?? null)
  );
  const removed = others([...row?.keys() ?? []].filter((name) => !stored.has(name)))
    .map((name) => update(name, row?.get(name) ?? null, null));
  return [
    ...row === undefined ? [{ Create: { uuid } }] : [],
    update("modified", row?.get("modified") ?? null, now),
    ...set,
    ...removed,
    ...changed("status")
      ? [update("status", row?.get("status") ?? null, stored.get("status") ?? null)]
      : [],
  ];
}

/** Of the edit that is carried over, so that `task sync` knows which of two is newer; never in the future. */
function timestampOf({ editedAt }: StoredChange, now: Date): string {
  const at = editedAt === null ? NaN : Date.parse(editedAt);
  return new Date(at <= now.getTime() ? at : now).toISOString();
}

function isOpen(stored: StoredTask): boolean {
  const status = stored.get("status");
  return status === "pending" || status === "recurring";
}

function epoch(at: Date): string {
  return String(Math.floor(at.getTime() / 1000));
}

const encoder = new TextEncoder();

/** As C++ orders strings. */
function byBytes(a: string, b: string): number {
  const [left, right] = [encoder.encode(a), encoder.encode(b)];
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
