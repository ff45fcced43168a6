import { isAskedProject } from "@/domain/asked_project.ts";
import { folded } from "@/domain/folded.ts";
import type { Operation, OperationKind, TaskPart } from "@/domain/operation.ts";
import { sides } from "@/domain/task.ts";
import { decodeProject, encodeProject } from "@/mapping/taskwarrior/project.ts";
import type { HistoryFilter } from "@/ports/history.ts";

/** Whether nothing is asked but which task and when: then runs are told, too. */
export function isPlain({ by, kind, text, project, label }: HistoryFilter): boolean {
  return by === null && text === null && project === null && label === null &&
    (kind === null || kind === "sync");
}

/** Those that no log tells but by their name. */
const alwaysNamed: readonly OperationKind[] = ["command", "agent", "undo", "redo", "restore"];

/** What can begin an operation of that kind; `null`: whatever it is. */
export function beginningsOf(kind: OperationKind | null): ReadonlySet<string> | null {
  switch (kind) {
    case "pick":
      return new Set(["ConflictPicked", "PushRequested"]);
    case "held":
      return new Set(["DeletionReleased", "PushRequested"]);
    case "drop":
      return new Set(["PushFailed", "PartsLeftOut"]);
    case "claim":
      return new Set(["TaskClaimed", "ClaimRenewed", "ClaimReleased", "PushRequested"]);
    case "link":
      return new Set(["TaskLinked", "TaskUnlinked"]);
    case "next date":
      return new Set(["TaskLinked", "OccurrenceFinished"]);
    case "selection":
      return new Set(["TaskDeselected", "TaskSelected"]);
    case "reach":
      return new Set(["TaskWithdrawn", "TaskObserved"]);
    case "trouble":
      return new Set(["MessageRejected"]);
    case null:
    case "edit":
    case "command":
    case "agent":
    case "undo":
    case "redo":
    case "restore":
    case "sync":
      return null;
  }
}

/** Events of which a task with such an operation has one; `null`: of no certain type. */
export function typesIn(kind: OperationKind | null): readonly string[] | null {
  const types = beginningsOf(kind);
  if (types === null) return null;
  if (kind === "reach") return ["TaskWithdrawn"];
  return [...types].filter((type) => type !== "PushRequested");
}

/** Texts that an event of every such operation holds; `null`: there are none to look for. */
export function textsIn(
  { by, kind, text, project, label }: HistoryFilter,
): readonly string[] | null {
  const isAgent = by !== null && ![...sides, "here"].some((name) => name === folded(by));
  const texts = [
    isAgent ? by : null,
    kind !== null && alwaysNamed.includes(kind) ? `"kind":"${kind}"` : null,
    text,
    project === null ? null : decodeProject(project).at(-1) ?? null,
    label,
  ].filter((each) => each !== null);
  return texts.length === 0 ? null : texts;
}

export function isAskedFor(operation: Operation, filter: HistoryFilter): boolean {
  const { by, kind, text, project, label } = filter;
  if (kind !== null && operation.kind !== kind) return false;
  if (by !== null && !isBy(operation, by)) return false;
  const isPart = (holds: (part: TaskPart) => boolean) => operation.parts.some(holds);
  return (text === null || isPart((part) => says(part, text))) &&
    (project === null || isPart((part) => isBelow(part, project))) &&
    (label === null || isPart((part) => part.labels.includes(label)));
}

/** What began here has no side and, but for an agent's, no name; an agent's may go on with machine and process. */
function isBy({ by, sides }: Operation, who: string): boolean {
  const names = by === null ? sides.length === 0 ? ["here"] : sides : [by];
  return names.some((name) => `${folded(name)}-`.startsWith(`${folded(who)}-`));
}

function isBelow({ project }: TaskPart, asked: string): boolean {
  return isAskedProject(encodeProject(project) ?? "", asked);
}

function says({ title, changes, conflicts, notes }: TaskPart, text: string): boolean {
  const values = [
    title,
    ...changes.flatMap(({ before, after }) => [before, after]),
    ...conflicts.flatMap(({ kept, lost }) => [kept.value, lost.value]),
    ...notes,
  ];
  const wanted = folded(text);
  return values.some((value) =>
    folded(typeof value === "string" ? value : JSON.stringify(value)).includes(wanted)
  );
}
