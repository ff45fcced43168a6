import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import type { JsonObject } from "@/domain/json.ts";
import { epochOf } from "@tests/simulation/taskwarrior/dates.ts";
import type { SimulatedTaskwarrior } from "@tests/simulation/taskwarrior/simulated_taskwarrior.ts";
import type { Taskwarrior } from "@tests/support/taskwarrior.ts";

interface Told {
  /** Stamps from then on are of this test. */
  readonly startedAt: number;
  readonly told: string;
}

/** 2.6: the files, line by line; 3: the operations. The newest of each. */
export function assertSameData(
  real: Taskwarrior,
  simulated: SimulatedTaskwarrior,
  told: Told,
): void {
  if (real.line === "3") {
    const [ours, theirs] = [operationsIn(simulated), operationsOf(real)];
    assert.deepEqual(plain(ours, told), plain(theirs, told), `operations ${told.told}`);
    return;
  }
  for (const name of ["pending.data", "completed.data", "undo.data", "backlog.data"]) {
    const theirs = unstamped(textOf(join(real.taskdata, name)), told.startedAt).split("\n");
    const ours = unstamped(simulated.files.text(`${simulated.folder}/${name}`), told.startedAt);
    assert.deepEqual(ours.split("\n").slice(-12), theirs.slice(-12), `${name} ${told.told}`);
  }
}

export function unstamped(text: string, startedAt: number): string {
  const isNow = (seconds: number) => seconds >= startedAt && seconds < startedAt + 1_200;
  return text
    .replace(/\d{8}T\d{6}Z/g, (iso) => isNow(Number(epochOf(iso))) ? "now" : iso)
    .replace(
      /\b(annotation_)?(\d{10})\b/g,
      (all, name = "", seconds) => isNow(Number(seconds)) ? `${name}now` : all,
    );
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

function operationsIn(simulated: SimulatedTaskwarrior): readonly unknown[] {
  return simulated.ports.database(simulated.folder).read((stored) =>
    stored.operations(0, Number.MAX_SAFE_INTEGER).map(({ operation }) => operation)
  );
}

function operationsOf(real: Taskwarrior): readonly unknown[] {
  const path = join(real.taskdata, "taskchampion.sqlite3");
  if (textOf(path) === "") return [];
  using database = new DatabaseSync(path, { readOnly: true });
  return database.prepare("SELECT data FROM operations ORDER BY id").all()
    .map((row) => JSON.parse(String(row["data"])));
}

/** Without `modified`, which is told once more where a second has passed since. */
function plain(operations: readonly unknown[], { startedAt }: Told): readonly JsonObject[] {
  const all = operations.flatMap((operation) => {
    const text = unstamped(JSON.stringify(operation), startedAt);
    const { Update, ...other } = text === '"UndoPoint"' ? { undo: 1 } : JSON.parse(text);
    if (Update === undefined) return [withoutNotes(other)];
    const { timestamp: _, ...update } = Update;
    return update.property === "modified" ? [] : [update];
  });
  return all.slice(-20);
}

/** Keys of notes of this test are one word by now. */
function withoutNotes(operation: JsonObject): JsonObject {
  const { Delete } = operation as { readonly Delete?: { readonly old_task: JsonObject } };
  if (Delete === undefined) return operation;
  const old = Object.entries(Delete.old_task).filter(([name]) => name !== "annotation_now");
  return { Delete: { ...Delete, old_task: Object.fromEntries(old) } };
}

/** Of all tasks that are recorded, in that order. */
export function recordedUuids(real: Taskwarrior): readonly string[] {
  const record = real.line === "3"
    ? operationsOf(real).map((operation) => JSON.stringify(operation)).join("\n")
    : textOf(join(real.taskdata, "backlog.data"));
  return [...new Set([...record.matchAll(/"uuid":"([^"]+)"/g)].map(([, uuid = ""]) => uuid))];
}
