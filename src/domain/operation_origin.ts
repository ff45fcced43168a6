/** Where the events alone do not tell what a person would call the thing that happened. */
type OriginKind =
  | "command"
  | "agent"
  | "pick"
  | "held"
  | "drop"
  | "claim"
  | "undo"
  | "redo"
  | "restore";

/** What asked for an event; the same on all that one decision asks for. */
export interface OperationOrigin {
  readonly kind: OriginKind;
  /** Name of the agent, or of who else asked. */
  readonly by?: string;
  /** Log position of the operation that is taken back. */
  readonly of?: number;
  /** The same on all tasks of one move, so that it is one operation. */
  readonly id?: string;
}

/** Part of an event's data. */
export interface Originated {
  /** Absent: nobody asked, it was seen; or an event of before it was kept. */
  readonly operation?: OperationOrigin;
}

/**
 * Name of one move over several tasks. `last`: position of the log's last event when it begins, so that all of it is
 * found behind that; `chance`: makes it the only one.
 */
export function moveId(last: number, chance: string): string {
  return `${last}.${chance}`;
}

/** Position that all events of the move come after. */
export function moveStart(id: string): number {
  const [, digits] = /^(\d{1,15})\./.exec(id) ?? [];
  return Number(digits ?? 0);
}
