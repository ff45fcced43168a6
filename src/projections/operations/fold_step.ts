import type { TaskEvent } from "@/domain/events.ts";
import type { OperationKind } from "@/domain/operation.ts";
import type { OperationOrigin } from "@/domain/operation_origin.ts";
import type { PairState } from "@/domain/state.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { Side } from "@/domain/task.ts";
import type { OperationDraft } from "@/projections/operations/operation_draft.ts";
import type { RequestOwners } from "@/projections/operations/request_owners.ts";

export type TaskEventAt = StoredEvent<TaskEvent>;

/** Where the fold stands when it comes to an event. */
export interface FoldStep {
  readonly stored: TaskEventAt;
  readonly before: PairState;
  readonly after: PairState;
  /** Those that were stored with it and come after it, as far as that can be told. */
  following(): readonly TaskEvent[];
  readonly owners: RequestOwners;
  /** By their tokens. */
  readonly claims: Map<number, OperationDraft>;
  /** By the version of what asked. */
  readonly requests: Map<number, OperationDraft>;
  /** Whether it was stored with the event before. */
  readonly isWithBefore: boolean;
  /** What the same decision has begun; `null`: nothing yet. */
  readonly begun: OperationDraft | null;
  /** The one that the event before belongs to; `null`: there is none. */
  readonly current: OperationDraft | null;
  /** A new one, or the one that was begun by the same decision. */
  begin(kind: OperationKind, how?: Beginning): OperationDraft;
}

interface Beginning {
  readonly side?: Side;
  readonly by?: string;
  readonly origin?: OperationOrigin | undefined;
}
