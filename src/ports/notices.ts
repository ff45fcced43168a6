import type { NoticeSetSummary, Taken } from "@/ports/notice_sets.ts";

export interface NewOptions {
  readonly set: string;
  /** RFC 6901: where the id is. */
  readonly pointer: string;
  readonly changed: boolean;
  readonly redeliverAfterMs: number;
  /** All in one go: nothing is printed before everything is taken. */
  readonly together: boolean;
}

/** Returns when somebody has the items; throws where nobody may have them. */
export type Print = (taken: readonly Taken[]) => void;

/** What nobody has seen yet, for scripts. */
export interface Notices extends Disposable {
  /**
   * Hands what is new among the lines on stdin to `print`, and keeps that it was printed.
   * @throws {SyncError} `USAGE`: a line is no item, and nothing was printed; what `print` threw.
   */
  reportNew(options: NewOptions, print: Print, signal: AbortSignal): Promise<void>;
  sets(): readonly NoticeSetSummary[];
  /**
   * How many were forgotten: all of the set, those of these ids, those seen longer ago than that.
   * @throws {SyncError} `NOT_FOUND`: there is no such set.
   */
  forget(
    set: string,
    which: { readonly ids: readonly string[]; readonly olderThanMs: number | null },
  ): number;
}
