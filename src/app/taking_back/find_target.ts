import { SyncError } from "@/domain/errors.ts";
import {
  isUndoable,
  type Operation,
  operationId,
  type OperationKind,
  type UndoableKind,
} from "@/domain/operation.ts";
import type { Steps } from "@/domain/steps.ts";
import { isSomething } from "@/app/taking_back/past_of_part.ts";
import type { LogHistory } from "@/app/history/history.ts";

/** By what else the others are taken back, or why they are not. */
const otherWays: Readonly<Record<Exclude<OperationKind, UndoableKind>, string>> = {
  drop: "ask for it again with `retry now`",
  link: "`unlink` and `repair` are for that",
  "next date": "take back what finished the date before",
  claim: "`release` gives a claim back",
  selection: "change `[selection]` in the configuration",
  reach: "it happened on the server",
  trouble: "nothing was changed by it",
};

/** Those that are taken back where none is named. */
const usual: readonly OperationKind[] = [
  "edit",
  "command",
  "agent",
  "pick",
  "held",
  "redo",
  "restore",
];

/** An operation, and its tasks that nobody has taken back yet. */
export interface Found {
  readonly operation: Operation;
  readonly tasks: readonly string[];
  /** Position of the operation that took the others back; `null`: all are left. */
  readonly by: number | null;
}

/** @throws {SyncError} `NOT_FOUND`; `USAGE`: it cannot be taken back. */
export function* findOperation(
  history: LogHistory,
  kind: "undo" | "redo",
  position: number,
): Steps<Found> {
  const operation = yield* history.operation(position);
  if (!isUndoable(operation.kind)) {
    const what = `Cannot take ${operationId(position)} back: it is a ${operation.kind}`;
    throw new SyncError("USAGE", what, { hint: `${otherWays[operation.kind]}.` });
  }
  if (kind === "redo" && operation.kind !== "undo") {
    throw new SyncError("USAGE", `Cannot redo ${operationId(position)}: it is no undo`, {
      hint: "`undo` takes any other operation back.",
    });
  }
  for (const found of walkBack(history, position)) {
    if (found?.operation.position === position) return found;
    yield;
  }
  // A run is not among the operations that it is made of.
  return { operation, tasks: operation.parts.map(({ task }) => task), by: null };
}

/** The newest first; `undefined`: a step of looking for the next one. */
type Finding = Generator<Found | undefined, void, undefined>;

/** Those that can be taken back without being named. */
export function* candidates(history: LogHistory, kind: "undo" | "redo"): Finding {
  for (const found of walkBack(history, 0)) yield isMeant(found, kind) ? found : undefined;
}

function isMeant(found: Found | undefined, kind: "undo" | "redo"): boolean {
  if (found === undefined) return false;
  const { operation, tasks } = found;
  const isKind = kind === "redo" ? operation.kind === "undo" : usual.includes(operation.kind);
  return isKind && tasks.length > 0 && operation.parts.some(isSomething);
}

/** What took another one back has no effect where it was taken back itself. */
function* walkBack(history: LogHistory, until: number): Finding {
  const over = new Map<number, { readonly tasks: Set<string>; readonly by: number }>();
  for (const operation of history.back(null)) {
    if (operation === undefined) {
      yield;
      continue;
    }
    const { position, of, parts } = operation;
    if (position < until) return;
    const past = over.get(position);
    const tasks = parts.map(({ task }) => task).filter((task) => past?.tasks.has(task) !== true);
    yield { operation, tasks, by: past?.by ?? null };
    if (of === null) continue;
    const known = over.get(of) ?? { tasks: new Set(), by: position };
    for (const task of tasks) known.tasks.add(task);
    if (tasks.length > 0) over.set(of, known);
  }
}
