import type { Side } from "@/domain/task.ts";
import type { ShownField, ShownTask } from "@tests/simulation/oracles/shown_task.ts";

/** A task of one side: a UUID, or the id in Vikunja. */
export interface TaskOn {
  readonly side: Side;
  readonly id: string;
}

/** What one person, or a script of theirs, changed. */
export type Edit =
  & TaskOn
  & {
    readonly atMs: number;
    readonly because: string;
    /** False: it went along with what was meant, as what a stale page or a command of 2.6's puts back. */
    readonly isMeant: boolean;
    /** While it was made a write of ours to the task was not known to be done. */
    readonly isUnsure?: boolean;
  }
  & (
    | { readonly kind: "made"; readonly task: ShownTask }
    | { readonly kind: "deleted" }
    | {
      readonly kind: "set";
      readonly field: ScalarField;
      readonly value: Scalar;
      readonly before: Scalar;
    }
    | {
      readonly kind: "put" | "taken";
      readonly field: SetField;
      readonly element: string;
    }
  );

export type SetField = "labels" | "comments";
export type ScalarField = Exclude<ShownField, SetField>;
type Scalar = ShownTask[ScalarField];

/** What somebody does, in words, and what of its effects they want. */
export interface Doing {
  readonly because: string;
  readonly meant: "all" | {
    readonly id: string;
    /** `gone`: it is to be deleted; `any`: whatever becomes of it. */
    readonly fields: readonly ShownField[] | "gone" | "any";
    /** Of sets, only these: a command that names one tag writes the others as it had read them. */
    readonly elements?: readonly string[];
  };
}

export type ShownTasks = ReadonlyMap<string, ShownTask>;

const sets: readonly SetField[] = ["labels", "comments"];

/** What was done between two looks at a side. */
export function editsBetween(
  before: ShownTasks,
  after: ShownTasks,
  side: Side,
  { atMs, because, meant }: Doing & { readonly atMs: number },
): readonly Edit[] {
  const isMeant = (id: string, change: Change) =>
    meant === "all" ||
    meant.id === id && meant.fields !== "gone" &&
      (meant.fields === "any" || meant.fields.includes(change.field)) &&
      (!("element" in change) || (meant.elements?.includes(change.element) ?? true));
  const edits: Edit[] = [];
  for (const [id, task] of after) {
    const known = before.get(id);
    const on = { side, id, atMs, because };
    if (known === undefined) edits.push({ ...on, kind: "made", task, isMeant: true });
    else if (known !== task) {
      for (const change of changes(known, task)) {
        edits.push({ ...on, ...change, isMeant: isMeant(id, change) });
      }
    }
  }
  for (const id of before.keys()) {
    if (!after.has(id)) {
      const isWanted = meant === "all" ||
        meant.id === id && (meant.fields === "gone" || meant.fields === "any");
      edits.push({ side, id, atMs, because, kind: "deleted", isMeant: isWanted });
    }
  }
  return edits;
}

type Change =
  | {
    readonly kind: "set";
    readonly field: ScalarField;
    readonly value: Scalar;
    readonly before: Scalar;
  }
  | { readonly kind: "put" | "taken"; readonly field: SetField; readonly element: string };

function changes(before: ShownTask, after: ShownTask): readonly Change[] {
  const found: Change[] = [];
  for (const field of Object.keys(after) as ShownField[]) {
    if (field === "labels" || field === "comments") continue;
    if (before[field] !== after[field]) {
      found.push({ kind: "set", field, value: after[field], before: before[field] });
    }
  }
  for (const field of sets) {
    for (const element of after[field]) {
      if (!before[field].includes(element)) found.push({ kind: "put", field, element });
    }
    for (const element of before[field]) {
      if (!after[field].includes(element)) found.push({ kind: "taken", field, element });
    }
  }
  return found;
}

/** Those that fit need not stay. */
export function notMeant(edits: Edit[], fits: (edit: Edit) => boolean): void {
  for (const [at, edit] of edits.entries()) if (fits(edit)) edits[at] = { ...edit, isMeant: false };
}

/** Whether the later one says otherwise about the same thing, so that the earlier need not show any more. */
export function supersedes(later: Edit, earlier: Edit): boolean {
  if (later.kind === "deleted") return true;
  if (earlier.kind === "set") return later.kind === "set" && later.field === earlier.field;
  if (earlier.kind !== "put" && earlier.kind !== "taken") return false;
  return (later.kind === "put" || later.kind === "taken") && later.field === earlier.field &&
    later.element === earlier.element;
}

/** Whether the later one puts back what the earlier one, on the same side, had changed. */
export function takesBack(later: Edit, earlier: Edit): boolean {
  if (later.side !== earlier.side || !supersedes(later, earlier)) return false;
  if (later.kind === "set") return earlier.kind === "set" && earlier.before === later.value;
  return later.kind !== earlier.kind && later.kind !== "deleted";
}

export function showsIn(edit: Edit, task: ShownTask): boolean {
  switch (edit.kind) {
    case "made":
    case "deleted":
      return true;
    case "set":
      // Notes of both sides are merged by their lines.
      return edit.field === "notes"
        ? task.notes.includes(String(edit.value))
        : task[edit.field] === edit.value;
    case "put":
      return task[edit.field].includes(edit.element);
    case "taken":
      return !task[edit.field].includes(edit.element);
  }
}

export function wordsOf(edit: Edit): string {
  const at = `${(edit.atMs / 1000).toFixed(1)} s`;
  const where = `${edit.side} ${edit.id}`;
  switch (edit.kind) {
    case "made":
      return `«${edit.task.title}» made in ${where} at ${at}`;
    case "deleted":
      return `${where} deleted at ${at}`;
    case "set":
      return `${edit.field} of ${where} set to ${JSON.stringify(edit.value)} at ${at}`;
    case "put":
      return `${edit.field} of ${where}: ${JSON.stringify(edit.element)} added at ${at}`;
    case "taken":
      return `${edit.field} of ${where}: ${JSON.stringify(edit.element)} taken away at ${at}`;
  }
}
