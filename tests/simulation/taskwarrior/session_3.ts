import type { Operation } from "@/adapters/taskwarrior/v3/operation_3.ts";
import { TaskFailure } from "@tests/simulation/taskwarrior/failure.ts";
import { hooked } from "@tests/simulation/taskwarrior/hooked.ts";
import type { MemoryDatabase } from "@tests/simulation/taskwarrior/memory_database.ts";
import type { StoredTask } from "@tests/simulation/taskwarrior/schema.ts";
import {
  type CommandContext,
  type Session,
  validate,
} from "@tests/simulation/taskwarrior/session.ts";

/** Each task that is changed is a transaction of its own; the first of a command begins what undo takes back. */
export function openSession3(database: MemoryDatabase, context: CommandContext): Session {
  let isFirst = true;
  /** Recorded: what differs from how the task was read is written, whatever stands there now. */
  function store(uuid: string, basis: StoredTask | undefined, made: StoredTask): void {
    const wanted = new Map(
      [...made].filter(([name, value]) => name !== "uuid" && (value !== "" || basis === undefined)),
    );
    // Recorded: it is the setting of the status that takes the end away.
    const isOpened = wanted.get("status") === "pending" && basis?.get("status") !== "pending";
    const endGoes = isOpened && wanted.has("end");
    const timestamp = new Date(context.nowSeconds() * 1000).toISOString();
    database.change((stored) => {
      const row = stored.task(uuid);
      if (row === undefined && basis !== undefined) throw gone();
      if (isFirst) stored.addOperation("UndoPoint");
      isFirst = false;
      const next = new Map(row);
      for (const operation of operationsOf(uuid, { basis, row, wanted, endGoes, timestamp })) {
        stored.addOperation(operation);
        applyTo(next, operation);
      }
      stored.setTask(uuid, next);
      if (isOpen(next) && !isOpen(row)) stored.giveNumber(uuid);
    });
  }

  return {
    context,
    get tasks() {
      return tasksIn(database);
    },
    get: (uuid) => taskIn(database, uuid),
    *add(given) {
      const made = hooked(null, validate(given, context, true), context);
      if (context.hook !== null) yield;
      store(made.get("uuid") ?? "", undefined, made);
    },
    *modify(given) {
      const uuid = given.get("uuid") ?? "";
      const before = taskIn(database, uuid);
      if (before === undefined) throw gone();
      const stamped = new Map([...given, ["modified", String(context.nowSeconds())]]);
      const made = hooked(before, validate(stamped, context, false), context);
      // A hook takes its time: what others store meanwhile stays, but for what this names.
      if (context.hook !== null) yield;
      store(uuid, withoutEmpty(before), made);
    },
    purge(uuid) {
      database.change((stored) => {
        const task = stored.task(uuid);
        if (task === undefined) return;
        stored.addOperation({ Delete: { uuid, old_task: Object.fromEntries(task) } });
      });
    },
    collectGarbage: () => database.renumber(),
    *commit() {},
  };
}

function gone(): TaskFailure {
  return new TaskFailure(2, "task no longer exists");
}

function applyTo(task: Map<string, string>, operation: Operation): void {
  if (operation === "UndoPoint" || !("Update" in operation)) return;
  const { property, value } = operation.Update;
  if (value === null) task.delete(property);
  else task.set(property, value);
}

const withUuid = new WeakMap<StoredTask, StoredTask>();

function named(uuid: string, stored: StoredTask): StoredTask {
  const known = withUuid.get(stored);
  if (known !== undefined) return known;
  const task: StoredTask = new Map([...stored, ["uuid", uuid]]);
  withUuid.set(stored, task);
  return task;
}

export function tasksIn({ content }: MemoryDatabase): readonly StoredTask[] {
  return [...content.tasks].map(([uuid, stored]) => named(uuid, stored));
}

function taskIn({ content }: MemoryDatabase, uuid: string): StoredTask | undefined {
  const stored = content.tasks.get(uuid);
  return stored === undefined ? undefined : named(uuid, stored);
}

function withoutEmpty(task: StoredTask): Map<string, string> {
  return new Map([...task].filter(([name, value]) => name !== "uuid" && value !== ""));
}

function isOpen(task: StoredTask | undefined): boolean {
  const status = task?.get("status");
  return status === "pending" || status === "recurring";
}

interface Change {
  /** As it was read, and as it is. */
  readonly basis: StoredTask | undefined;
  readonly row: StoredTask | undefined;
  readonly wanted: StoredTask;
  /** By the setting of the status. */
  readonly endGoes: boolean;
  readonly timestamp: string;
}

/** Recorded: `modified` first, then what is set, then what goes, each by name, and `status` last. */
function operationsOf(
  uuid: string,
  { basis, row, wanted: next, endGoes, timestamp }: Change,
): readonly Operation[] {
  const operations: Operation[] = row === undefined ? [{ Create: { uuid } }] : [];
  const update = (property: string, before: string | undefined, after: string | undefined) =>
    void operations.push({
      Update: { uuid, property, old_value: before ?? null, value: after ?? null, timestamp },
    });
  const now = next.get("modified");
  update("modified", row?.get("modified"), now);
  for (const name of [...next.keys()].sort()) {
    if (name === "status" || basis?.get(name) === next.get(name)) continue;
    update(name, name === "modified" ? now : row?.get(name), next.get(name));
  }
  for (const name of [...basis?.keys() ?? []].sort()) {
    if (!next.has(name)) update(name, row?.get(name), undefined);
  }
  const status = next.get("status");
  const end = basis?.get("end") === next.get("end") ? row?.get("end") : next.get("end");
  if (endGoes && end !== undefined) update("end", end, undefined);
  if (basis?.get("status") !== status) {
    // The setting of the status is what sets or takes the end.
    const isOver = status === "completed" || status === "deleted";
    const hasEnd = row?.has("end") || basis?.get("end") !== next.get("end");
    if (isOver && !hasEnd) update("end", undefined, now);
    update("status", row?.get("status"), status);
  }
  return operations;
}
