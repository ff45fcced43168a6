import { TaskFailure } from "@tests/simulation/taskwarrior/failure.ts";
import type { Machine } from "@tests/simulation/taskwarrior/machine.ts";
import type { CommandResult, PersonCommand } from "@tests/simulation/taskwarrior/person_command.ts";
import {
  type RunningCommand,
  runningCommand,
} from "@tests/simulation/taskwarrior/running_command.ts";
import type { StoredTask } from "@tests/simulation/taskwarrior/schema.ts";
import { openSession2 } from "@tests/simulation/taskwarrior/session_2.ts";
import { openSession3, tasksIn } from "@tests/simulation/taskwarrior/session_3.ts";
import type { CommandContext, Session, Steps } from "@tests/simulation/taskwarrior/session.ts";
import { objectOf } from "@tests/simulation/taskwarrior/show_object.ts";
import { type OnTasks, stepsOf } from "@tests/simulation/taskwarrior/steps.ts";
import { undo2 } from "@tests/simulation/taskwarrior/undo_2.ts";

const none: ReadonlyMap<string, string> = new Map();
/** How long 3 waits for a lock. */
const patienceMs = 5_000;

export interface Start {
  readonly overrides?: ReadonlyMap<string, string>;
  readonly onEnd?: (result: CommandResult) => void;
}

/** A command that has not begun. */
export function startCommand(
  command: PersonCommand,
  machine: Machine,
  { overrides = none, onEnd = () => {} }: Start = {},
): RunningCommand {
  return start(stepsFor(command, machine, machine.contextWith(overrides)), machine, onEnd);
}

/** A command that only looks; 3 reads whoever holds the lock. */
export function startReading(
  machine: Machine,
  read: (tasks: readonly StoredTask[]) => void,
): RunningCommand {
  return start(reading(machine, read), machine, () => {}, machine.line === "3");
}

function* reading(machine: Machine, read: (tasks: readonly StoredTask[]) => void): Steps {
  read(readTasks(machine));
  yield;
}

/** In the order of an export. */
export function readTasks({ line, files, folder, lines, database }: Machine) {
  if (line === "3") return tasksIn(database);
  const tasks = (name: string) => lines.read(files.text(`${folder}/${name}.data`));
  return [...tasks("pending"), ...tasks("completed")];
}

function start(
  steps: Steps,
  { line, runtime, files }: Machine,
  onEnd: (result: CommandResult) => void,
  neverWaits = false,
): RunningCommand {
  let sinceMs: number | null = null;
  return runningCommand({
    steps,
    onEnd,
    heldUp() {
      if (!files.isHeld || neverWaits) {
        sinceMs = null;
        return null;
      }
      sinceMs ??= runtime.elapsed();
      return line === "3" && runtime.elapsed() - sinceMs >= patienceMs ? "fails" : "waits";
    },
  });
}

function* stepsFor(command: PersonCommand, machine: Machine, context: CommandContext): Steps {
  switch (command.kind) {
    case "undo":
      return yield* machine.line === "2" ? undo2(machine, context) : undo3(machine);
    case "script":
      return yield* script(command, machine, context);
    case "list":
    case "purge":
    case "add":
    case "modify":
    case "annotate":
    case "denotate":
    case "done":
    case "delete":
    case "duplicate":
    case "import":
      return yield* onTasks(command, machine, context);
  }
}

/** 2.6 reads, works on that, and writes in the end; 3 does all that for each task at once. */
function* onTasks(command: OnTasks, machine: Machine, context: CommandContext): Steps {
  if (machine.line === "3") {
    yield;
    return yield* work(command, openSession3(machine.database, context));
  }
  const session = openSession2(machine, context);
  readFor(command, session);
  yield;
  let failure: TaskFailure | null = null;
  try {
    yield* work(command, session);
  } catch (error) {
    // Where no task matches, what was cleaned up is written all the same.
    if (!(error instanceof TaskFailure) || error.code !== 1) throw error;
    failure = error;
  }
  yield* session.commit();
  if (failure !== null) throw failure;
}

/** What a command looks into at once. */
function readFor(command: OnTasks, session: Session): void {
  if (command.kind === "import") session.get(String(command.objects[0]?.["uuid"]));
  else if (command.kind !== "add") void session.tasks;
}

function* work(command: OnTasks, session: Session): Steps {
  if (command.kind === "list" || command.kind === "purge") session.collectGarbage();
  yield* stepsOf(command, session);
}

function* script(
  { uuid, set }: Extract<PersonCommand, { readonly kind: "script" }>,
  machine: Machine,
  context: CommandContext,
): Steps {
  const task = readTasks(machine).find((each) => each.get("uuid") === uuid);
  if (task === undefined) throw new TaskFailure(1, "the export has no such task");
  yield;
  const object = { ...objectOf(task, context.schema), ...set };
  const kept = Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
  yield* onTasks({ kind: "import", objects: [kept] }, machine, context);
}

function* undo3({ database }: Machine): Steps {
  yield;
  database.undo();
}
