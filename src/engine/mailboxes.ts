import { SyncError } from "@/domain/errors.ts";

interface MailboxesOptions<M> {
  /** Messages that may wait for one task, without the one being handled. */
  readonly capacity: number;
  /** Begins at once where nothing else of the task is being handled. Never rejects: it says itself what failed. */
  readonly handle: (streamId: string, message: M) => Promise<void>;
  /** After each message; `isLast`: none waited behind it, and one that comes now begins at once. */
  readonly onHandled: (streamId: string, message: M, isLast: boolean) => void;
}

/** One a task: bounded, in order, one reader. Overflow is refused to the sender, never dropped. */
export interface Mailboxes<M> {
  /** @throws {SyncError} `MAILBOX_FULL` at capacity. */
  post(streamId: string, message: M): void;
  /** Beyond the capacity as well: for answers to what this very task asked for. */
  postAnswer(streamId: string, message: M): void;
  /** Whether a message of the task waits or is being handled. */
  isBusy(streamId: string): boolean;
}

/** Invariant: at most one message of a task is being handled. */
export function createMailboxes<M>(
  { capacity, handle, onHandled }: MailboxesOptions<M>,
): Mailboxes<M> {
  /** What waits behind the message being handled. */
  const waitingOf = new Map<string, M[]>();

  function put(streamId: string, message: M, atMost: number): void {
    const waiting = waitingOf.get(streamId);
    if (waiting === undefined) {
      waitingOf.set(streamId, []);
      return void run(streamId, message);
    }
    if (waiting.length >= atMost) throw full(streamId, capacity);
    waiting.push(message);
  }

  async function run(streamId: string, first: M): Promise<void> {
    const waiting = waitingOf.get(streamId);
    for (let next: M | undefined = first; next !== undefined; next = waiting?.shift()) {
      await handle(streamId, next);
      const isLast = waiting?.length === 0;
      // From here on the next message starts a loop of its own, also one that `onHandled` brings about.
      if (isLast) waitingOf.delete(streamId);
      onHandled(streamId, next, isLast);
    }
  }

  return {
    post: (streamId, message) => put(streamId, message, capacity),
    postAnswer: (streamId, message) => put(streamId, message, Infinity),
    isBusy: (streamId) => waitingOf.has(streamId),
  };
}

function full(streamId: string, capacity: number): SyncError {
  return new SyncError("MAILBOX_FULL", `Cannot take more messages for task ${streamId}`, {
    retryable: true,
    retryAfterMs: 1_000,
    details: { capacity },
  });
}
