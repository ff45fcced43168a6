import { SyncError } from "@/domain/errors.ts";
import { isDay } from "@/domain/instant.ts";
import { type Operation, operationPosition } from "@/domain/operation.ts";
import type { Steps } from "@/domain/steps.ts";
import type { EventHistory } from "@/ports/event_history.ts";
import type { Point } from "@/ports/history.ts";

/** Operations, the newest first; `undefined`: a step of looking for the next one. */
export type Back = Generator<Operation | undefined, void, undefined>;

interface PointDeps {
  readonly history: Pick<EventHistory, "lastPosition" | "marksBefore" | "positionAt">;
  /** @throws {SyncError} `NOT_FOUND` */
  readonly operation: (position: number) => Steps<Operation>;
  readonly back: (task: string | null) => Back;
}

/**
 * Position of the last event that had been stored at that point.
 * @throws {SyncError} `USAGE`: it is no point; `NOT_FOUND`: there is no such operation.
 */
export function* positionOf(
  point: Point,
  task: string | null,
  { history, operation, back }: PointDeps,
): Steps<number> {
  if (point === "now" || point === "@") return history.lastPosition();
  const named = operationPosition(point);
  if (named !== null) {
    const [mark] = history.marksBefore(named + 1, 1);
    const isRun = mark?.position === named && mark.type === "SyncCompleted";
    // What a run left to do was done after it.
    return isRun ? named : endOf(yield* operation(named));
  }
  const [, steps] = /^@-(\d{1,6})$/.exec(point) ?? [];
  if (steps !== undefined) {
    const count = Number(steps);
    return count === 0 ? history.lastPosition() : yield* beforeLast(count, back(task));
  }
  const at = instantIn(point);
  if (at !== null) return yield* history.positionAt(at);
  throw new SyncError("USAGE", `Cannot tell when «${point}» is`, {
    hint:
      "Name a time such as 2026-11-20T15:00:00Z, an operation (op-131), or @-1: before the last one.",
  });
}

/** Without a zone it would be another time for each who asks. `null`: it is no instant. */
export function instantIn(point: Point): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)$/.test(point) || !isDay(point)) return null;
  const at = new Date(point);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

function endOf({ position, parts }: Operation): number {
  return Math.max(position, ...parts.map(({ upTo }) => upTo));
}

/** 0: there are not so many. */
function* beforeLast(count: number, operations: Back): Steps<number> {
  let left = count;
  for (const operation of operations) {
    if (operation === undefined) yield;
    else if (--left === 0) return operation.position - 1;
  }
  return 0;
}
