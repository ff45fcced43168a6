import type { AtRest } from "@tests/simulation/oracles/rest.ts";
import { isSame, shownAs } from "@tests/simulation/oracles/same_value.ts";

/** Less apart than this, stamps of whole seconds and two clocks may not tell which came first. */
const clearlyMs = 10_000;
/** After a clock was set, it is another while until the program knows. */
const settledMs = 60_000;

/**
 * Of two edits of one field the newer one stands, wherever the stamps can tell: where nothing on the side of the
 * older one was touched since. Also by us, or by a relation: each write moves the one stamp that a task has in Vikunja (`touches`).
 */
export function faultsOfOlder(
  { log, edits, mapping }: AtRest,
  clockSetAtMs: readonly number[],
  touches: readonly { readonly vikunjaId: string; readonly atMs: number }[],
): readonly string[] {
  return log.store.readAll(0, 1_000_000).flatMap(({ streamId, event }) => {
    if (event.type !== "ConflictResolved" || event.data.because !== "newer edit") return [];
    const { field, kept, lost } = event.data;
    const shown = shownAs[field] ?? field;
    const vikunjaId = String(log.reader.vikunjaIdOf(streamId));
    const its = edits.filter(({ side, id }) => id === (side === "vikunja" ? vikunjaId : streamId));
    // Somebody may have wanted the same more than once, also after this was decided.
    const loser = its.find((edit) =>
      edit.side === lost.side && edit.kind === "set" && edit.field === shown &&
      isSame(edit.field, lost.value, edit.value, mapping)
    );
    const winners = its.filter(({ side }) => side === kept.side);
    if (loser === undefined || winners.length === 0) return [];
    const isTouched = kept.side === "vikunja" &&
      touches.some((one) =>
        one.vikunjaId === vikunjaId && one.atMs > Math.max(...winners.map((each) => each.atMs))
      );
    const isClear = !isTouched && winners.every(({ atMs }) => atMs < loser.atMs - clearlyMs) &&
      clockSetAtMs.every((atMs) =>
        Math.min(...winners.map((each) => each.atMs)) > atMs + settledMs
      );
    return isClear
      ? [
        `older: ${field} of ${streamId} is ${JSON.stringify(kept.value)}, and ` +
        `${JSON.stringify(lost.value)} of ${(loser.atMs / 1000).toFixed(1)} s is newer`,
      ]
      : [];
  });
}
