import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { JsonObject } from "@/domain/json.ts";
import type { PersonCommand } from "@tests/simulation/taskwarrior/person_command.ts";
import { epochOf } from "@tests/simulation/taskwarrior/dates.ts";
import { runReally } from "@tests/simulation/taskwarrior/real_command.ts";
import {
  createSimulatedTaskwarrior,
  type SimulatedTaskwarrior,
} from "@tests/simulation/taskwarrior/simulated_taskwarrior.ts";
import { createTaskwarrior, type Taskwarrior } from "@tests/support/taskwarrior.ts";

/** A real Taskwarrior and a simulated one that do the same. */
export interface Twins extends AsyncDisposable {
  readonly real: Taskwarrior;
  readonly simulated: SimulatedTaskwarrior;
  /** Both carry it out, and are compared; UUIDs that the real one gives are given to the other. */
  run(command: PersonCommand): Promise<void>;
  /** Tasks as they are. */
  uuids(): readonly string[];
}

export async function createTwins(
  line: "2.6" | "3",
  settings: Readonly<Record<string, string>> = {},
): Promise<Twins> {
  const rc = Object.entries(settings).map((pair) => pair.join("="));
  const real = await createTaskwarrior(line, { rc });
  const given: string[] = [];
  const simulated = createSimulatedTaskwarrior({
    line: line === "3" ? "3" : "2",
    runtime: { ...systemRuntime, uuid: () => given.shift() ?? "no UUID is left" },
    random: () => 0,
    settings,
  });
  const startedAt = Math.floor(Date.now() / 1000);
  const story: string[] = [];
  const shown = (task: JsonObject) => withoutNow(task, startedAt);
  return {
    real,
    simulated,
    uuids: () => simulated.tasks().map(({ uuid }) => uuid),
    async run(command) {
      story.push(JSON.stringify(command));
      const known = new Set(simulated.tasks().map(({ uuid }) => uuid));
      const code = await runReally(real, command);
      const tasks = await real.export();
      const added = tasks.filter((task) => !known.has(String(task["uuid"])));
      given.splice(0, given.length, ...added.toSorted(byIndex).map((task) => String(task["uuid"])));
      const result = simulated.person.run(command);
      const told = `after ${story.slice(-4).join("\n  ")}`;
      assert.equal(result.code === 139 ? 139 : result.code, code, `exit code ${told}`);
      assert.deepEqual(
        simulated.tasks().map(shown),
        tasks.map(shown).toSorted(byUuid),
        `tasks ${told}`,
      );
      if (line === "3") assert.deepEqual(...operations(real, simulated, startedAt), told);
      else assertSameRecords(real, simulated, { startedAt, told });
    },
    [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
  };
}

function byIndex(a: JsonObject, b: JsonObject): number {
  return Number(a["imask"] ?? 0) - Number(b["imask"] ?? 0);
}

function byUuid(a: JsonObject, b: JsonObject): number {
  return String(a["uuid"]) < String(b["uuid"]) ? -1 : 1;
}

/** Without what moves by itself, and with stamps of this test as one word. */
function withoutNow(task: JsonObject, startedAt: number): JsonObject {
  const { id: _, urgency: __, ...rest } = task;
  return JSON.parse(unstamped(JSON.stringify(rest), startedAt));
}

function unstamped(text: string, startedAt: number): string {
  const isNow = (seconds: number) => seconds >= startedAt && seconds < startedAt + 1_200;
  return text
    .replace(/\d{8}T\d{6}Z/g, (iso) => isNow(Number(epochOf(iso))) ? "now" : iso)
    .replace(
      /\b(annotation_)?(\d{10})\b/g,
      (all, name = "", seconds) => isNow(Number(seconds)) ? `${name}now` : all,
    );
}

function assertSameRecords(
  real: Taskwarrior,
  simulated: SimulatedTaskwarrior,
  { startedAt, told }: { readonly startedAt: number; readonly told: string },
): void {
  for (const name of ["pending.data", "completed.data", "undo.data", "backlog.data"]) {
    const theirs = unstamped(textOf(join(real.taskdata, name)), startedAt).split("\n");
    const ours = unstamped(simulated.files.text(`${simulated.folder}/${name}`), startedAt);
    assert.deepEqual(ours.split("\n").slice(-12), theirs.slice(-12), `${name} ${told}`);
  }
}

function textOf(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

type Rows = readonly JsonObject[];

/** The newest of both; `modified` is told once more where a second has passed, which is left out. */
function operations(
  real: Taskwarrior,
  simulated: SimulatedTaskwarrior,
  startedAt: number,
): [Rows, Rows] {
  using database = new DatabaseSync(join(real.taskdata, "taskchampion.sqlite3"), {
    readOnly: true,
  });
  const theirs = database.prepare("SELECT data FROM operations ORDER BY id").all()
    .map((row) => JSON.parse(String(row["data"])));
  const content = simulated.ports.database("").read((stored) =>
    stored.operations(0, Number.MAX_SAFE_INTEGER)
  );
  const plain = (all: readonly unknown[]): Rows =>
    all.flatMap((operation) => {
      const text = unstamped(JSON.stringify(operation), startedAt);
      const { Update, ...other } = text === '"UndoPoint"' ? { undo: 1 } : JSON.parse(text);
      if (Update === undefined) return [withoutNotes(other)];
      const { timestamp: _, ...update } = Update;
      return update.property === "modified" ? [] : [update];
    }).slice(-20);
  return [plain(content.map(({ operation }) => operation)), plain(theirs)];
}

/** Keys of notes of this test are one word by now. */
function withoutNotes(operation: JsonObject): JsonObject {
  const { Delete } = operation as { readonly Delete?: { readonly old_task: JsonObject } };
  if (Delete === undefined) return operation;
  const old = Object.entries(Delete.old_task).filter(([name]) => name !== "annotation_now");
  return { Delete: { ...Delete, old_task: Object.fromEntries(old) } };
}
