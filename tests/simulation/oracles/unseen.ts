import type { Edit } from "@tests/simulation/oracles/edits.ts";
import { isAbout } from "@tests/simulation/vikunja/fates.ts";
import { type HeldChange, shownAs } from "@tests/simulation/vikunja/history.ts";
import type { Delay } from "@tests/simulation/vikunja/network.ts";
import type { SimulatedVikunja } from "@tests/simulation/vikunja/simulated_vikunja.ts";

/**
 * From our reading of a task to the write that goes by it: as long as the slowest answer is under way, but for those
 * that a server holds back.
 */
const blindMs = 4_000;

/**
 * A limit: no write to Vikunja is conditional. What a person set between our reading of the very field and our write to
 * it is overwritten, what they changed of a task between our reading and our delete is gone, and no answer tells of it.
 * Such edits count as not meant.
 * `startMs`: when the time of edits began, on the clock of the changes.
 */
export function withoutUnseen(
  edits: readonly Edit[],
  { history: changes, shown, network: { delays } }: Pick<
    SimulatedVikunja,
    "history" | "shown" | "network"
  >,
  startMs: number,
): readonly Edit[] {
  const isShownBetween = (from: HeldChange, to: HeldChange) =>
    shown.some(({ taskId, atMs, knownMs }) =>
      taskId === to.taskId && atMs > from.atMs && knownMs <= to.sentMs
    );
  const unseen = changes.filter((change, at) =>
    change.by !== "program" &&
    changes.slice(at + 1).some((next) =>
      next.by === "program" && next.taskId === change.taskId && isLostBy(next, change) &&
      next.atMs - change.atMs - heldMs(delays, change, next) < blindMs &&
      !isShownBetween(change, next)
    )
  );
  return edits.map((edit) => {
    const isUnseen = "field" in edit && edit.side === "vikunja" &&
      unseen.some(({ taskId, field, atMs }) =>
        String(taskId) === edit.id && shownAs[field] === edit.field &&
        Math.abs(atMs - startMs - edit.atMs) < 1
      );
    return isUnseen ? { ...edit, isMeant: false } : edit;
  });
}

function isLostBy(next: HeldChange, change: HeldChange): boolean {
  if (next.field === "task") return next.after === null;
  return next.field === change.field && next.before === change.after;
}

/** How long requests were held back between the two. */
function heldMs(delays: readonly Delay[], change: HeldChange, next: HeldChange): number {
  return delaysOf(next, delays).map(({ fromMs, untilMs }) =>
    Math.max(0, Math.min(untilMs, next.atMs) - Math.max(fromMs, change.atMs))
  ).reduce((sum, ms) => sum + ms, 0);
}

function delaysOf({ taskId }: HeldChange, delays: readonly Delay[]): readonly Delay[] {
  return delays.filter(({ request }) => isAbout(taskId, request));
}
