import type { PersonCommand } from "@tests/simulation/taskwarrior/person_command.ts";
import { TaskFailure } from "@tests/simulation/taskwarrior/failure.ts";
import { maskParent } from "@tests/simulation/taskwarrior/recurrence.ts";
import { taskOfObject, withoutNull } from "@tests/simulation/taskwarrior/read_object.ts";
import {
  elementsOf,
  has,
  sameTask,
  type StoredTask,
  withLists,
} from "@tests/simulation/taskwarrior/schema.ts";
import type { Session, Steps } from "@tests/simulation/taskwarrior/session.ts";
import { checkConsistency, statusOf } from "@tests/simulation/taskwarrior/validated.ts";

type Of<Kind extends PersonCommand["kind"]> = Extract<PersonCommand, { readonly kind: Kind }>;

export type OnTask = Of<
  "modify" | "annotate" | "denotate" | "done" | "delete" | "duplicate" | "purge"
>;

/** What a command does to one of the tasks that it is about. @throws {TaskFailure} */
export function* taskSteps(command: OnTask, task: StoredTask, session: Session): Steps {
  switch (command.kind) {
    case "modify":
      return yield* modify(command, task, session);
    case "annotate":
      return yield* annotate(command, task, session);
    case "denotate":
      return yield* denotate(command, task, session);
    case "done":
    case "delete":
      return yield* finish(command, task, session);
    case "duplicate":
      return yield* duplicate(task, session);
    case "purge":
      return yield* purge(command, task, session);
  }
}

function* modify(command: Of<"modify">, before: StoredTask, session: Session): Steps {
  const after = changed(before, command, session);
  if (sameTask(before, after)) return;
  try {
    checkConsistency(before, after, session.context.schema);
  } catch (error) {
    throw error instanceof TaskFailure ? new TaskFailure(2, error.message) : error;
  }
  yield* maskParent(after, session);
  yield* session.modify(after);
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
  const isListed = "tags" in set || "depends" in set || addTags.length + removeTags.length > 0;
  return isListed ? withLists(after, schema) : after;
}

function* annotate({ text }: Of<"annotate">, given: StoredTask, session: Session): Steps {
  const task = new Map(given);
  let at = session.context.nowSeconds();
  while (task.has(`annotation_${at}`)) at += 1;
  task.set(`annotation_${at}`, text);
  yield* session.modify(task);
}

function* denotate({ text }: Of<"denotate">, given: StoredTask, session: Session): Steps {
  const task = new Map(given);
  const notes = [...task].filter(([name]) => name.startsWith("annotation_")).sort();
  if (notes.length === 0) {
    throw new TaskFailure(2, "The specified task has no annotations that can be deleted.");
  }
  const note = notes.find(([, each]) => each === text) ??
    notes.find(([, each]) => each.includes(text));
  if (note === undefined) throw new TaskFailure(1, "Did not find any matching annotation");
  task.delete(note[0]);
  yield* session.modify(task);
}

function* finish(
  { kind }: Of<"done" | "delete">,
  given: StoredTask,
  session: Session,
): Steps {
  const task = new Map(given);
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
  yield* maskParent(task, session);
  yield* session.modify(task);
}

function* duplicate(given: StoredTask, session: Session): Steps {
  const task = new Map(given);
  const isChild = task.has("parent");
  for (const name of ["start", "end", "entry"]) task.delete(name);
  for (const name of isChild ? ["parent", "recur", "until", "imask"] : []) task.delete(name);
  if (task.get("status") === "recurring") task.delete("mask");
  task.set("uuid", session.context.newUuid());
  task.set("status", "pending");
  yield* session.add(task);
}

/** Only what is deleted; others stop to depend on it. */
function* purge({ uuid }: Of<"purge">, given: StoredTask, session: Session): Steps {
  if (given.get("status") !== "deleted") return;
  for (const task of session.tasks) {
    if (!task.has(`dep_${uuid}`)) continue;
    const free = new Map(task);
    free.delete(`dep_${uuid}`);
    yield* session.modify(withLists(free, session.context.schema));
  }
  session.purge(uuid);
}
