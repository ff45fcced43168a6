import type { Json } from "@/domain/json.ts";
import type { Operation } from "@/adapters/taskwarrior/v3/operation_3.ts";
import type { Feed, Recorded, RecordedChange } from "@/adapters/taskwarrior/common/feed.ts";
import type {
  NumberedOperation,
  OperationPosition,
  StoredTasks,
  TaskDatabase,
} from "@/adapters/taskwarrior/v3/task_database.ts";

interface Mark3 extends OperationPosition {
  /** `null`: there is no database yet. */
  readonly inode: number | null;
}

/**
 * Taskwarrior 3 keeps every change as an operation in its database; it is only read here. Undo takes
 * the newest ones away and their ids are not given again.
 */
export function createFeed3(database: TaskDatabase): Feed {
  function mark(): Mark3 {
    const inode = database.identity();
    if (inode === null) return { inode, last: 0, highest: 0, synced: null };
    return database.read((stored) => ({ inode, ...stored.position() }));
  }

  function compare(stored: StoredTasks, then: Mark3, now: Mark3): Recorded {
    const json = asJson(now);
    const unknown = (because: string, changes: readonly RecordedChange[] = []): Recorded => ({
      kind: "unknown",
      now: json,
      because,
      changes,
    });
    if (now.inode !== then.inode) return unknown("another database file");
    if (now.highest < then.highest) return unknown("an older copy of the database");
    if (then.synced === null && now.synced !== null) return unknown("first task sync");
    if (now.last < then.last || !hasOperation(stored, then.last)) {
      return unknown("undo", changesIn(stored.operations(then.highest, now.last)) ?? []);
    }
    const operations = stored.operations(then.last, now.last);
    const changes = changesIn(operations);
    // Somebody may have seen what was done and taken back since, and not be told of it any more.
    const given = operations.filter(({ id }) => id > then.highest);
    if (given.length < now.highest - then.highest) return unknown("undo", changes ?? []);
    if (changes === null) return unknown("an operation of a form that is not known");
    return changes.length === 0
      ? { kind: "nothing", now: json }
      : { kind: "some", now: json, changes };
  }

  return {
    mark: () => asJson(mark()),
    since(earlier) {
      const then = earlier as unknown as Mark3;
      const inode = database.identity();
      if (inode === null) {
        const now = asJson({ inode, last: 0, highest: 0, synced: null });
        return then.inode === null
          ? { kind: "nothing", now: earlier }
          : { kind: "unknown", now, because: "the database is gone", changes: [] };
      }
      return database.read((stored) => compare(stored, then, { inode, ...stored.position() }));
    },
    confirmed: () => new Map(),
    lookUp: () => new Map(),
    deletedOnes(uuids) {
      if (database.identity() === null) return new Set();
      return database.read((stored) => deletedIn(stored, uuids));
    },
  };
}

/** Id of the newest operation at a mark; those after it have higher ones. */
export function newestIn(mark: Json): number {
  return (mark as unknown as Mark3).highest;
}

function hasOperation(stored: StoredTasks, id: number): boolean {
  return id === 0 || stored.hasOperation(id);
}

/** `null`: one of them is of a form that is not known, so only a comparison of everything can tell. */
function changesIn(operations: readonly NumberedOperation[]): readonly RecordedChange[] | null {
  let command = 0;
  const changes: RecordedChange[] = [];
  for (const { id, operation } of operations) {
    if (operation === null) return null;
    if (operation === "UndoPoint") command += 1;
    else changes.push(changeOf(operation, { command, id }));
  }
  return changes;
}

interface Place {
  readonly command: number;
  readonly id: number;
}

function changeOf(
  operation: Exclude<Operation, "UndoPoint">,
  { command, id }: Place,
): RecordedChange {
  if ("Create" in operation) {
    return { kind: "created", uuid: operation.Create.uuid, operation: id };
  }
  if ("Delete" in operation) {
    const { uuid, old_task } = operation.Delete;
    return { kind: "removed", uuid, wasDeleted: old_task["status"] === "deleted" };
  }
  const { uuid, property, old_value: before, value: after } = operation.Update;
  return { kind: "property", uuid, property, before, after, command, operation: id };
}

function deletedIn(stored: StoredTasks, uuids: ReadonlySet<string>): ReadonlySet<string> {
  const deleted = [...uuids].filter((uuid) => {
    const operation = stored.lastDelete(uuid);
    return operation !== null && operation !== "UndoPoint" && "Delete" in operation &&
      operation.Delete.old_task["status"] === "deleted";
  });
  return new Set(deleted);
}

function asJson(mark: Mark3): Json {
  return mark as unknown as Json;
}
