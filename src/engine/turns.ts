import type { TaskEvent } from "@/domain/events.ts";
import { createMailboxes, type Mailboxes } from "@/engine/mailboxes.ts";

/** What stands in a task's mailbox for work that brings its own decision. */
export interface Turn {
  readonly type: "Turn";
  /** Never rejects. */
  readonly work: () => Promise<void>;
}

/** Work in the mailboxes of tasks, for what is decided on less than the whole pair: claims. */
export interface TaskTurns {
  /**
   * Does the work as one message of each of these tasks: none other of theirs is handled meanwhile.
   * Rejects with what the work rejects with, and without it with `MAILBOX_FULL`.
   */
  take<T>(streamIds: readonly string[], work: () => Promise<T>): Promise<T>;
  /** To be called within the turn: the event is in the log, as the one after `version`. */
  noteStored(streamId: string, version: number, event: TaskEvent): void;
}

/** Always in the order of their ids, so that no two wait for each other. */
export function createTakeTurns(post: Mailboxes<Turn>["post"]): TaskTurns["take"] {
  function takeOne<T>(streamId: string, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      post(streamId, { type: "Turn", work: () => work().then(resolve, reject) });
    });
  }

  return <T>(streamIds: readonly string[], work: () => Promise<T>): Promise<T> => {
    const [only, ...more] = streamIds;
    if (only !== undefined && more.length === 0) return takeOne(only, work);
    return [...new Set(streamIds)].sort()
      .reduceRight((inner, streamId) => () => takeOne(streamId, inner), work)();
  };
}

/** Mailboxes that hold nothing but turns: for a process with a log and without an engine. */
export function createTurns(capacity: number): TaskTurns {
  const mailboxes = createMailboxes<Turn>({
    capacity,
    handle: (_, { work }) => work(),
    onHandled: () => {},
  });
  return { take: createTakeTurns(mailboxes.post), noteStored: () => {} };
}
