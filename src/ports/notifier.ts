import type { Notice } from "@/domain/notice.ts";

/** What one run has to tell, in the forms that receivers want. */
export interface Telling {
  readonly notices: readonly Notice[];
  readonly title: string;
  readonly body: string;
  readonly isUrgent: boolean;
}

/** The ways to tell somebody. */
export interface Notifiers {
  /** A program that reads the notices; words, or text for the shell. */
  command(command: string | readonly string[]): Notifier;
  desktop(): Notifier;
  /** `token`: of the ntfy server; `null`: none. */
  ntfy(address: string, token: () => Promise<string | null>): Notifier;
  webhook(address: string): Notifier;
}

/** Somebody who is told. */
export interface Notifier {
  /**
   * Returns when they have it.
   * @throws {SyncError} `NOTIFY_FAILED` (retryable): they may not have it; the reason of the signal, once it is aborted.
   */
  tell(telling: Telling, signal: AbortSignal): Promise<void>;
}
