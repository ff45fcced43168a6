import { SyncError } from "@/domain/errors.ts";

/** Bounded, in order, one reader. Overflow is refused to the sender, never dropped. */
export interface Mailbox<M> {
  readonly size: number;
  /** @throws {SyncError} `MAILBOX_FULL` at capacity. */
  post(message: M): void;
  /** Beyond the capacity as well: for answers to what this very task asked for. */
  postAnswer(message: M): void;
  /** The oldest message; `undefined` when there is none. */
  take(): M | undefined;
}

/** `capacity` counts messages that wait, not the one being handled. */
export function createMailbox<M>(owner: string, capacity: number): Mailbox<M> {
  const waiting: M[] = [];
  return {
    get size() {
      return waiting.length;
    },
    post(message) {
      if (waiting.length >= capacity) {
        throw new SyncError("MAILBOX_FULL", `Cannot take more messages for task ${owner}`, {
          retryable: true,
          retryAfterMs: 1_000,
          details: { capacity },
        });
      }
      waiting.push(message);
    },
    postAnswer: (message) => void waiting.push(message),
    take: () => waiting.shift(),
  };
}
