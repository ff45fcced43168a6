import { secondAt } from "@/domain/instant.ts";
import type { PairState, PendingPush } from "@/domain/state.ts";
import { type Field, type Instant, otherSide, type Side } from "@/domain/task.ts";

/** When the edit was made that a push to `side` carries over; a person's who asked for it here: then. */
export function editTime(
  state: PairState,
  side: Side,
  { source, requestedAt }: Pick<PendingPush, "source" | "requestedAt">,
): Instant {
  const { editedAt, changedAt } = state[otherSide(side)];
  const times = (Object.keys(source) as Field[]).flatMap((field) =>
    editedAt[field]?.from ?? (changedAt === null ? [] : Date.parse(changedAt))
  );
  if (times.length === 0) return requestedAt;
  return secondAt(Math.max(...times));
}
