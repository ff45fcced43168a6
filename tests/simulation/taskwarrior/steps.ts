import type { JsonObject } from "@/domain/json.ts";
import type { PersonCommand } from "@tests/simulation/taskwarrior/person_command.ts";
import { TaskFailure } from "@tests/simulation/taskwarrior/failure.ts";
import { maskParent, tidy } from "@tests/simulation/taskwarrior/recurrence.ts";
import { taskOfObject, withoutNull } from "@tests/simulation/taskwarrior/read_object.ts";
import { has, sameTask } from "@tests/simulation/taskwarrior/schema.ts";
import { type Session, type Steps, validate } from "@tests/simulation/taskwarrior/session.ts";
import { type OnTask, taskSteps } from "@tests/simulation/taskwarrior/task_steps.ts";
import { checkConsistency } from "@tests/simulation/taskwarrior/validated.ts";

export type OnTasks = Exclude<PersonCommand, { readonly kind: "undo" | "script" }>;

/** What a command does to the tasks. @throws {TaskFailure} */
export function* stepsOf(command: OnTasks, session: Session): Steps {
  switch (command.kind) {
    case "add":
      return yield* add(command, session);
    case "modify":
    case "annotate":
    case "denotate":
    case "done":
    case "delete":
    case "duplicate":
    case "purge":
      return yield* onEach(command, session);
    case "import":
      return yield* importObjects(command.objects, session);
    case "list":
      return yield* tidy(session);
  }
}

/** Two of one UUID are two: gc beside another command of 2.6 makes such twins. */
function* onEach(command: OnTask, session: Session): Steps {
  const tasks = session.tasks.filter((task) => task.get("uuid") === command.uuid);
  let failure = tasks.length === 0 ? new TaskFailure(1, "No tasks specified.") : null;
  for (const task of tasks) {
    try {
      yield* taskSteps(command, task, session);
    } catch (error) {
      if (!(error instanceof TaskFailure) || error.code !== 1) throw error;
      failure = error;
    }
  }
  if (failure !== null) throw failure;
}

function* add(
  { uuid, set }: Extract<PersonCommand, { readonly kind: "add" }>,
  session: Session,
): Steps {
  const { schema, settings, nowSeconds, newUuid } = session.context;
  const task = taskOfObject(withoutNull(set), schema, nowSeconds());
  for (const [name, value] of Object.entries(set)) {
    // What is cleared by name is not filled in.
    if (value === null && settings.has(`default.${name}`)) task.set(name, "");
  }
  task.set("uuid", uuid ?? newUuid());
  yield* session.add(task);
}

/** Object by object: 3 stores each at once, 2.6 all at the end. */
function* importObjects(objects: readonly JsonObject[], session: Session): Steps {
  for (const [at, object] of objects.entries()) {
    if (at > 0 && session.context.schema.line === "3") yield;
    yield* importObject(object, session);
  }
}

function* importObject(object: JsonObject, session: Session): Steps {
  const { context } = session;
  const given = taskOfObject(object, context.schema, context.nowSeconds());
  if (!has(given, "uuid")) given.set("uuid", context.newUuid());
  const task = validate(given, context, true);
  const before = session.get(task.get("uuid") ?? "");
  if (before === undefined) return yield* session.add(task);
  task.set("modified", before.get("modified") ?? "");
  if (!given.has("entry")) task.set("entry", before.get("entry") ?? "");
  if (!given.has("end") && task.has("end")) task.set("end", before.get("end") ?? "");
  if (sameTask(before, task)) return;
  checkConsistency(before, task, context.schema);
  yield* maskParent(task, session);
  yield* session.modify(task);
}
