import type { Edit } from "@tests/simulation/oracles/edits.ts";

/** Stamps tell whole seconds. */
const tieMs = 1_000;

/**
 * A limit: what the other side had said already, so that both agreed on it, and then something else within a second
 * before. That may as well have come after, as far as stamps tell, so that nobody is told of a conflict.
 */
export function isTie(edits: readonly Edit[], at: number): boolean {
  const edit = edits[at];
  if (edit?.kind !== "set") return false;
  const others = edits.flatMap((other) =>
    other.kind === "set" && other.side !== edit.side && other.field === edit.field ? [other] : []
  );
  const agreed = others.findLastIndex(({ value }) => value === edit.value);
  const since = others.slice(agreed + 1);
  return agreed >= 0 && since.length > 0 &&
    since.every(({ atMs }) => atMs <= edit.atMs && edit.atMs - atMs < tieMs);
}
