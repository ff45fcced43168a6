import type { EventRow } from "@/ports/event_row.ts";

/** Which stream has a Vikunja id, before and after; `null`: none. */
interface LinkMove {
  readonly vikunjaId: number;
  readonly from: string | null;
  readonly to: string | null;
}

export interface SharedBatch {
  /** Position of the log's last event before these. */
  readonly after: number;
  /** At the positions right after it, at least one. */
  readonly rows: readonly EventRow[];
  readonly links: readonly LinkMove[];
}

/**
 * The events of one list where many hosts reach them, in the hands of the host that owns it. Positions are dense and
 * in the order of the commits.
 */
export interface SharedLog {
  /** Of this very log: one that begins anew has another. */
  readonly id: string;
  /** Where it is, for people; without a secret. */
  readonly shownAs: string;
  /**
   * All or nothing, on disk when it resolves. What is unsure is asked for until it is known. `behind`: the log has
   * other events after that position. `ahead`: it ends before that position, so it has lost what it had stored.
   * @throws {SyncError} `FENCED`: it is not ours any more; `LOG_DAMAGED`: it has what cannot go together with these.
   */
  append(batch: SharedBatch): Promise<"stored" | "behind" | "ahead">;
  /** In order. @throws {SyncError} `FENCED` */
  rowsAfter(position: number, limit: number): Promise<readonly EventRow[]>;
}
