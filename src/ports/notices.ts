import type { SyncError } from "@/domain/errors.ts";
import type { Notice, NoticeTarget } from "@/domain/notice.ts";
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
type Print = (taken: readonly Taken[]) => void;

export interface CheckOptions {
  /** One a target: `check`, `check.ntfy`. */
  readonly set: string;
  /** `null`: those of the configuration. */
  readonly to: readonly NoticeTarget[] | null;
  /** Takes the place of the command of the configuration. */
  readonly command: readonly string[] | null;
  readonly redeliverAfterMs: number;
}

export interface ToldNotice extends Notice {
  /** An earlier run may have told it. */
  readonly repeated: boolean;
}

/** How many each of the others was told, and who was not to be had. */
export interface CheckOutcome {
  readonly told: Readonly<Partial<Record<NoticeTarget, number>>>;
  readonly failed: readonly SyncError[];
}

/**
 * Shows what is told here: returns when somebody has it. Called once where the terminal is a target, at
 * the end, with nothing where there is nothing to tell.
 */
export type PrintNotices = (notices: readonly ToldNotice[], outcome: CheckOutcome) => void;

/** What nobody has seen yet, for scripts. */
export interface Notices extends Disposable {
  /**
   * Hands what is new among the lines on stdin to `print`, and keeps that it was printed.
   * @throws {SyncError} `USAGE`: a line is no item, and nothing was printed; what `print` threw.
   */
  reportNew(options: NewOptions, print: Print, signal: AbortSignal): Promise<void>;
  /**
   * Tells each target what it has not been told of the tasks: what is due, assigned, said, in conflict or
   * stuck. A target that cannot be had does not keep the others from being told.
   */
  check(options: CheckOptions, print: PrintNotices, signal: AbortSignal): Promise<CheckOutcome>;
  sets(): readonly NoticeSetSummary[];
  /** The same as `forget` where other hosts know what was told of the list. @throws {SyncError} `STORE_UNAVAILABLE` */
  forgetElsewhere(
    set: string,
    which: { readonly ids: readonly string[]; readonly olderThanMs: number | null },
  ): Promise<void>;
  /**
   * How many were forgotten: all of the set, those of these ids, those seen longer ago than that.
   * @throws {SyncError} `NOT_FOUND`: there is no such set.
   */
  forget(
    set: string,
    which: { readonly ids: readonly string[]; readonly olderThanMs: number | null },
  ): number;
}
