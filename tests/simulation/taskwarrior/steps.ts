import type { JsonObject } from "@/domain/json.ts";
import type { PersonCommand } from "@tests/simulation/taskwarrior/person_command.ts";
import { TaskFailure } from "@tests/simulation/taskwarrior/failure.ts";
import { maskParent } from "@tests/simulation/taskwarrior/recurrence.ts";
import { taskOfObject } from "@tests/simulation/taskwarrior/read_object.ts";
import {
  elementsOf,
  has,
  sameTask,
  type StoredTask,
  withLists,
} from "@tests/simulation/taskwarrior/schema.ts";
import { type Session, type Steps, validate } from "@tests/simulation/taskwarrior/session.ts";
import { checkConsistency, statusOf } from "@tests/simulation/taskwarrior/validated.ts";

type Simple = Exclude<PersonCommand, { readonly kind: "undo" | "list" | "script" | "purge" }>;

/** What a command does to the tasks, from what it has read: after the first step. @throws {TaskFailure} */
export function* stepsOf(command: Simple, session: Session): Steps {
  switch (command.kind) {
    case "add":
      return yield* add(command, session);
    case "modify":
      return yield* modify(command, session);
    case "annotate":
      return yield* annotate(command, session);
    case "denotate":
      return yield* denotate(command, session);
    case "done":
    case "delete":
      return yield* finish(command, session);
    case "duplicate":
      return yield* duplicate(command, session);
    case "import":
      return yield* importObjects(command.objects, session);
  }
}

type Of<Kind extends PersonCommand["kind"]> = Extract<PersonCommand, { readonly kind: Kind }>;

export function found(session: Session, uuid: string): StoredTask {
  const task = session.tasks.find((each) => each.get("uuid") === uuid);
  if (task === undefined) throw new TaskFailure(1, "No tasks specified.");
  return task;
}

function* add({ uuid, set }: Of<"add">, session: Session): Steps {
  const { schema, nowSeconds, newUuid } = session.context;
  const task = taskOfObject(withoutNull(set), schema, nowSeconds());
  task.set("uuid", uuid ?? newUuid());
  yield;
  session.add(task);
}

function withoutNull(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

function* modify(command: Of<"modify">, session: Session): Steps {
  const before = found(session, command.uuid);
  const after = changed(before, command, session);
  yield;
  if (sameTask(before, after)) return;
  try {
    checkConsistency(before, after, session.context.schema);
  } catch (error) {
    throw error instanceof TaskFailure ? new TaskFailure(2, error.message) : error;
  }
  maskParent(after, session);
  session.modify(after);
}

/** An attribute that is cleared stays, without a value. */
function changed(
  before: StoredTask,
  { set, addTags = [], removeTags = [] }: Of<"modify">,
  { context: { schema, settings, nowSeconds } }: Session,
): StoredTask {
  const after = new Map(before);
  const values = taskOfObject(withoutNull(set), schema, nowSeconds());
  for (const [list, prefix] of [["tags", schema.tagPrefix], ["depends", "dep_"]] as const) {
    if (!(list in set)) continue;
    for (const element of elementsOf(after, prefix)) after.delete(prefix + element);
  }
  for (const [name, value] of values) after.set(name, value);
  for (const [name, value] of Object.entries(set)) {
    if (value !== null && value !== "") continue;
    const isDefaulted = (settings.get(`default.${name}`) ?? "") !== "";
    if (has(before, name) || isDefaulted) after.set(name, "");
  }
  for (const tag of addTags) after.set(schema.tagPrefix + tag, "x");
  for (const tag of removeTags) after.delete(schema.tagPrefix + tag);
  return withLists(after, schema);
}

function* annotate({ uuid, text }: Of<"annotate">, session: Session): Steps {
  const task = new Map(found(session, uuid));
  let at = session.context.nowSeconds();
  while (task.has(`annotation_${at}`)) at += 1;
  task.set(`annotation_${at}`, text);
  yield;
  session.modify(task);
}

function* denotate({ uuid, text }: Of<"denotate">, session: Session): Steps {
  const task = new Map(found(session, uuid));
  const notes = [...task].filter(([name]) => name.startsWith("annotation_")).sort();
  if (notes.length === 0) {
    throw new TaskFailure(2, "The specified task has no annotations that can be deleted.");
  }
  const note = notes.find(([, each]) => each === text) ??
    notes.find(([, each]) => each.includes(text));
  if (note === undefined) throw new TaskFailure(1, "Did not find any matching annotation");
  task.delete(note[0]);
  yield;
  session.modify(task);
}

function* finish({ kind, uuid }: Of<"done"> | Of<"delete">, session: Session): Steps {
  const task = new Map(found(session, uuid));
  const now = session.context.nowSeconds();
  const status = statusOf(task, now);
  const isOpen = status === "pending" || status === "waiting";
  if (kind === "done" ? !isOpen : status === "deleted") {
    throw new TaskFailure(
      1,
      kind === "done" ? "is neither pending nor waiting." : "not deletable.",
    );
  }
  task.set("status", kind === "done" ? "completed" : "deleted");
  if (!task.has("end")) task.set("end", String(now));
  if (kind === "done") task.delete("start");
  yield;
  maskParent(task, session);
  session.modify(task);
}

function* duplicate({ uuid }: Of<"duplicate">, session: Session): Steps {
  const task = new Map(found(session, uuid));
  const isChild = task.has("parent");
  for (const name of ["start", "end", "entry"]) task.delete(name);
  for (const name of isChild ? ["parent", "recur", "until", "imask"] : []) task.delete(name);
  if (task.get("status") === "recurring") task.delete("mask");
  task.set("uuid", session.context.newUuid());
  task.set("status", "pending");
  yield;
  session.add(task);
}

/** Object by object: 3 stores each at once, 2.6 all at the end. */
export function* importObjects(objects: readonly JsonObject[], session: Session): Steps {
  yield;
  for (const [at, object] of objects.entries()) {
    if (at > 0 && session.context.schema.line === "3") yield;
    importObject(object, session);
  }
}

function importObject(object: JsonObject, session: Session): void {
  const { context } = session;
  const given = taskOfObject(object, context.schema, context.nowSeconds());
  if (!has(given, "uuid")) given.set("uuid", context.newUuid());
  const task = validate(given, context, true);
  const before = session.get(task.get("uuid") ?? "");
  if (before === undefined) return session.add(task);
  task.set("modified", before.get("modified") ?? "");
  if (!given.has("entry")) task.set("entry", before.get("entry") ?? "");
  if (!given.has("end") && task.has("end")) task.set("end", before.get("end") ?? "");
  if (sameTask(before, task)) return;
  checkConsistency(before, task, context.schema);
  maskParent(task, session);
  session.modify(task);
}
