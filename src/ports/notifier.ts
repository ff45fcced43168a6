import type { Notice } from "@/domain/notice.ts";

/** What one run has to tell, in the forms that receivers want. */
export interface Telling {
  readonly notices: readonly Notice[];
  readonly title: string;
  readonly body: string;
  readonly isUrgent: boolean;
}

/** Somebody who is told. */
export interface Notifier {
  /**
   * Returns when they have it.
   * @throws {SyncError} `NOTIFY_FAILED` (retryable): they may not have it.
   */
  tell(telling: Telling, signal: AbortSignal): Promise<void>;
}
