import type { Edit } from "@tests/simulation/oracles/edits.ts";
import { type HeldChange, shownAs } from "@tests/simulation/vikunja/history.ts";

/**
 * A limit: a write that was carried out and of which nobody knows, and that a person takes back before it is tried
 * again, looks as if it had never been carried out, and is made once more. Whoever renames a label that such a write put
 * on takes it from under its old title. Such edits count as not meant.
 * `startMs`: when the time of edits began, on the clock of the changes.
 */
export function withoutTakenBack(
  edits: readonly Edit[],
  history: readonly HeldChange[],
  startMs: number,
): readonly Edit[] {
  return edits.map((edit) => {
    if (edit.isUnsure !== true || !("field" in edit)) return edit;
    const its = history.filter(({ taskId, field }) =>
      String(taskId) === edit.id && shownAs[field] === edit.field
    );
    const isRenamed = edit.because === "rename label" && edit.kind === "taken";
    if (isRenamed && isPutAgain(its, edit.atMs + startMs)) return { ...edit, isMeant: false };
    const at = its.findIndex(({ by, atMs }) =>
      by !== "program" && Math.abs(atMs - startMs - edit.atMs) < 1
    );
    const back = its[at];
    const isAgain = back !== undefined &&
      its.slice(0, at).some((ours) =>
        ours.by === "program" && isTakenBackBy(ours, back) &&
        its.slice(at + 1).some((next) => next.by === "program" && isSameAgain(ours, next))
      );
    return isAgain ? { ...edit, isMeant: false } : edit;
  });
}

/** Before then the program put a label on, and after that another one beside it. */
function isPutAgain(its: readonly HeldChange[], atMs: number): boolean {
  const ours = its.filter(({ by }) => by === "program");
  const before = ours.filter((each) => each.atMs < atMs).flatMap(added);
  return ours.some((next) =>
    next.atMs > atMs && added(next).length > 0 && before.some((id) => holds(next, id))
  );
}

function holds({ before }: HeldChange, id: number): boolean {
  return (before as readonly number[]).includes(id);
}

function isTakenBackBy(ours: HeldChange, back: HeldChange): boolean {
  if (ours.field === "comment") return ours.before === null && back.before === ours.after;
  if (ours.field === "labelIds") {
    return added(ours).some((id) => taken(back).includes(id)) ||
      taken(ours).some((id) => added(back).includes(id));
  }
  return back.before === ours.after && back.after === ours.before;
}

/** A label may have been made anew under its title. */
function isSameAgain(ours: HeldChange, next: HeldChange): boolean {
  if (ours.field === "labelIds") {
    return added(ours).length > 0 && added(next).length > 0 ||
      taken(ours).some((id) => taken(next).includes(id));
  }
  return next.after === ours.after;
}

function added({ before, after }: HeldChange): readonly number[] {
  return (after as readonly number[]).filter((id) => !(before as readonly number[]).includes(id));
}

function taken({ before, after }: HeldChange): readonly number[] {
  return (before as readonly number[]).filter((id) => !(after as readonly number[]).includes(id));
}
