import type { Edit } from "@tests/simulation/oracles/edits.ts";
import { type HeldChange, shownAs } from "@tests/simulation/vikunja/history.ts";

/** A request is under way for so long at most. */
const underWayMs = 30_000;

interface LateDeps {
  /** When the time of edits began, on the clock of the changes. */
  readonly startMs: number;
  /** The id in Vikunja of a task in Taskwarrior. */
  readonly idOf: (stream: string) => number | null;
}

/**
 * A limit: a request that a process sent before it was killed, and that arrives after the next process has written
 * something newer, overwrites that, or makes a task a second time. What it overwrites counts as not meant; what it makes,
 * as made by people.
 */
export function withoutLate(
  edits: readonly Edit[],
  history: readonly HeldChange[],
  { startMs, idOf }: LateDeps,
): readonly Edit[] {
  const late = history.filter(({ isLate }) => isLate);
  if (late.length === 0) return edits;
  const kept = edits.map((edit): Edit => {
    const isOverwritten = "field" in edit && edit.side === "taskwarrior" &&
      late.some(({ taskId, field, atMs }) =>
        taskId === idOf(edit.id) && shownAs[field] === edit.field &&
        edit.atMs < atMs - startMs && atMs - startMs - edit.atMs < underWayMs
      );
    return isOverwritten ? { ...edit, isMeant: false } : edit;
  });
  const made = late.filter(({ field, before }) => field === "task" && before === null);
  return [
    ...kept,
    ...made.map((each) => asMade(each, "a request of a process that was killed", startMs)),
  ];
}

/** What the program made, as made by people. */
export function asMade(
  { taskId, atMs, after }: HeldChange,
  because: string,
  startMs: number,
): Edit {
  return {
    side: "vikunja",
    id: String(taskId),
    atMs: atMs - startMs,
    because,
    isMeant: false,
    kind: "made",
    task: { ...nothing, title: String(after) },
  };
}

const nothing = {
  title: "",
  notes: "",
  project: "",
  priority: 0,
  due: null,
  start: null,
  done: false,
  labels: [],
  comments: [],
} as const;
