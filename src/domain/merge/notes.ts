import type { MergedLines } from "@/domain/merge/lines.ts";
import { mergeLines } from "@/domain/merge/lines.ts";
import type { Bases } from "@/domain/events.ts";
import type { Policy } from "@/domain/policy.ts";
import type { PairContext } from "@/domain/representation.ts";
import type { PairState } from "@/domain/state.ts";
import type { Side, Task } from "@/domain/task.ts";

export interface MergedNotes extends MergedLines {
  /** Per side: what is agreed on once that side has the merged notes, which hold the other's edit. */
  readonly settles: Readonly<Record<Side, Bases>>;
}

/**
 * Notes that both sides edited, merged by lines, as Markdown in the form that comes back from Vikunja: only
 * there both can be compared. `null`: there is no base that both sides share, or they are too different.
 */
export function mergeNotes(
  state: PairState,
  both: Readonly<Record<Side, Task>>,
  winner: Side,
  policy: Policy,
  context: PairContext,
): MergedNotes | null {
  const { express } = policy.representation;
  const markdown = (html: string) => express("notes", html, "taskwarrior", null, context);
  const thereAndBack = (text: string) => markdown(express("notes", text, "vikunja", null, context));
  const [ours, theirs] = [state.taskwarrior.base.notes, state.vikunja.base.notes];
  if (ours === undefined || theirs === undefined) return null;
  const base = markdown(theirs);
  if (base !== ours && base !== thereAndBack(ours)) return null;
  const texts = {
    ours: thereAndBack(both.taskwarrior.notes),
    theirs: markdown(both.vikunja.notes),
  };
  const merged = mergeLines(base, texts, winner === "taskwarrior" ? "ours" : "theirs");
  if (merged === null) return null;
  const html = express("notes", both.taskwarrior.notes, "vikunja", null, context);
  return {
    ...merged,
    text: thereAndBack(merged.text),
    settles: {
      taskwarrior: { taskwarrior: { notes: texts.theirs }, vikunja: { notes: both.vikunja.notes } },
      vikunja: { taskwarrior: { notes: both.taskwarrior.notes }, vikunja: { notes: html } },
    },
  };
}
