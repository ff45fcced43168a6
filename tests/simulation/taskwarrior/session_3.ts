import type { Operation } from "@/adapters/taskwarrior/operation_3.ts";
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

  function store(uuid: string, made: StoredTask): void {
    database.change((stored) => {
      const row = stored.task(uuid);
      const next = withoutEmpty(made);
      // Recorded: it is the setting of the status that takes the end away.
      if (next.get("status") === "pending" && row?.get("status") !== "pending") next.delete("end");
      if (isFirst) stored.addOperation("UndoPoint");
      isFirst = false;
      const timestamp = new Date(context.nowSeconds() * 1000).toISOString();
      for (const operation of operationsOf(uuid, { row, next, timestamp })) {
        stored.addOperation(operation);
      }
      stored.setTask(uuid, next);
      if (isOpen(next) && !isOpen(row)) stored.giveNumber(uuid);
    });
  }

  return {
    context,
    tasks: tasksIn(database),
    get: (uuid) => taskIn(database, uuid),
    add(given) {
      const made = hooked(null, validate(given, context, true), context);
      store(made.get("uuid") ?? "", made);
    },
    modify(given) {
      const uuid = given.get("uuid") ?? "";
      const before = taskIn(database, uuid);
      if (before === undefined) throw new TaskFailure(2, "task no longer exists");
      const stamped = new Map([...given, ["modified", String(context.nowSeconds())]]);
      store(uuid, hooked(before, validate(stamped, context, false), context));
    },
    purge(uuid) {
      database.change((stored) => {
        const task = stored.task(uuid);
        if (task === undefined) return;
        stored.addOperation({ Delete: { uuid, old_task: Object.fromEntries(task) } });
      });
    },
  };
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
  readonly row: StoredTask | undefined;
  readonly next: StoredTask;
  readonly timestamp: string;
}

/** Recorded: `modified` first, then what is set, then what goes, each by name, and `status` last. */
function operationsOf(uuid: string, { row, next, timestamp }: Change): readonly Operation[] {
  const operations: Operation[] = row === undefined ? [{ Create: { uuid } }] : [];
  const update = (property: string, before: string | undefined, after: string | undefined) =>
    void operations.push({
      Update: { uuid, property, old_value: before ?? null, value: after ?? null, timestamp },
    });
  const now = next.get("modified");
  update("modified", row?.get("modified"), now);
  for (const name of [...next.keys()].sort()) {
    if (name === "status" || row?.get(name) === next.get(name)) continue;
    update(name, name === "modified" ? now : row?.get(name), next.get(name));
  }
  for (const name of [...row?.keys() ?? []].sort()) {
    if (!next.has(name)) update(name, row?.get(name), undefined);
  }
  if (row?.get("status") !== next.get("status")) {
    update("status", row?.get("status"), next.get("status"));
  }
  return operations;
}
