import { otherSide, type Side } from "@/domain/task.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import type { ShownTasks } from "@tests/simulation/oracles/edits.ts";
import type { Machine } from "@tests/simulation/processes.ts";
import type { SimulatedTime } from "@tests/simulation/simulated_time.ts";

/** A task that went with all others, and how far the log was then. */
export interface Swept {
  readonly streamId: string;
  readonly side: Side;
  readonly position: number;
}

interface Watched {
  readonly time: SimulatedTime;
  readonly machine: Machine;
  shown(side: Side): ShownTasks;
  readonly swept: readonly Swept[];
  /** How far the log was when somebody had something there again, on a side that was empty. */
  readonly refilled: readonly { readonly side: Side; readonly position: number }[];
}

/**
 * Those whose deletion must not be carried over by itself once everything on that side is deleted: at least two, and
 * none where a write to that side was asked for, whose answer shows a task to be gone, or makes one, before all are looked at.
 */
export function sweptOn(
  { machine, time, shown }: Omit<Watched, "swept" | "refilled">,
  side: Side,
): readonly Swept[] {
  const { reader, store } = lookAtLog(machine.folder, time.runtime.now);
  const position = store.readAll(0, 1_000_000).at(-1)?.position ?? 0;
  const known = reader.presentStreams(side);
  const other = otherSide(side);
  const idOn = (streamId: string, of: Side) =>
    of === "taskwarrior" ? streamId : String(reader.vikunjaIdOf(streamId));
  const isThere = (streamId: string, of: Side) => shown(of).has(idOn(streamId, of));
  const isWritten = reader.pendingPushes().some((push) => push.side === side);
  if (isWritten || known.length < 2 || known.some((id) => !isThere(id, side))) return [];
  return known.filter((streamId) =>
    reader.presenceOf(streamId, other) === "present" && isThere(streamId, other)
  ).map((streamId) => ({ streamId, side, position }));
}

/**
 * A deletion that went over though nobody had let it go, unless something was on that side again when it was decided
 * and nobody had seen it empty, or the answer to a write showed it before anybody had seen that anything is gone; and a
 * write for a task while its deletion is held.
 */
export function faultsOfSwept(
  { machine, time, swept, refilled }: Omit<Watched, "shown">,
): readonly string[] {
  const { store } = lookAtLog(machine.folder, time.runtime.now);
  const unasked = swept.flatMap(({ streamId, side, position }) => {
    const since = store.readStream(streamId).filter((stored) => stored.position > position);
    const end = since.findIndex(({ event: { type, data } }) =>
      type === "DeletionReleased" || type === "TaskObserved" && data.side === side
    );
    const before = end < 0 ? since : since.slice(0, end);
    const deleted = before.find(({ event: { type, data } }) =>
      type === "PushRequested" && data.side !== side && data.push.kind === "delete"
    );
    if (deleted === undefined) return [];
    const wasHeld = before.some(({ event: { type, data } }) =>
      type === "DeletionHeld" && data.side === side
    );
    const isBetween = (at: number) => at >= position && at < deleted.position;
    const isFilled = refilled.some((each) => each.side === side && isBetween(each.position)) ||
      store.readAll(position, 1_000_000).some((stored) =>
        isBetween(stored.position) && stored.event.type === "TaskObserved" &&
        stored.event.data.side === side
      );
    return wasHeld || !isFilled && !isShownByAnswer({ streamId, side, position }, before, store)
      ? [`swept: ${streamId} went from ${side} with all others, and nobody let it go`]
      : [];
  });
  return [...unasked, ...writtenWhileHeld(machine, time)];
}

type Stored = ReturnType<ReturnType<typeof lookAtLog>["store"]["readAll"]>[number];

/**
 * A limit: what a write finds deleted is one task, and by itself no sign that all are. Only where the write was asked for
 * since, its answer ends it, and no task of that side was known to be gone before.
 */
function isShownByAnswer(
  { streamId, side, position }: Swept,
  its: readonly Stored[],
  store: ReturnType<typeof lookAtLog>["store"],
): boolean {
  const gone = its.findIndex(({ event }) => event.type === "TaskGone" && event.data.side === side);
  const [shown, answered] = its.slice(gone, gone + 2);
  if (gone < 0 || shown === undefined || answered?.event.type !== "PushDropped") return false;
  const { request } = answered.event.data;
  const isAsked = its.some(({ event, version }) =>
    event.type === "PushRequested" && event.data.side === side && version === request
  );
  return isAsked &&
    !store.readAll(position, 1_000_000).some((other) =>
      other.position < shown.position && other.streamId !== streamId &&
      other.event.type === "TaskGone" && other.event.data.side === side
    );
}

function writtenWhileHeld(machine: Machine, time: SimulatedTime): readonly string[] {
  const { store } = lookAtLog(machine.folder, time.runtime.now);
  const held = new Map<string, number>();
  const faults: string[] = [];
  for (const { streamId, event } of store.readAll(0, 1_000_000)) {
    const count = held.get(streamId) ?? 0;
    if (event.type === "DeletionHeld") held.set(streamId, count + 1);
    if (event.type === "DeletionReleased") held.set(streamId, count - 1);
    if (event.type === "PushRequested" && count > 0) {
      faults.push(
        `held: ${streamId} is written to in ${event.data.side} while its deletion is held`,
      );
    }
  }
  return faults;
}
