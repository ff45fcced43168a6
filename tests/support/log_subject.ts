import type { SyncEvent } from "@/domain/events.ts";
import type { Log } from "@/ports/log.ts";

/** A place where a log can be; `await using` gives it back. */
export type LogSubject = (Disposable | AsyncDisposable) & {
  /** The log there, as another process has it; one second passes with each append. */
  open(): Log | Promise<Log>;
};

export type MakeLogSubject = () => LogSubject | Promise<LogSubject>;

/** One on this machine, for which nobody waits. */
export interface LocalLogSubject extends Disposable {
  open(): Log;
}

/** By stream. */
export type Streams = Readonly<Record<string, readonly SyncEvent[]>>;

/** With these events, in one append. */
export async function logWith(subject: LogSubject, streams: Streams): Promise<Log> {
  const log = await subject.open();
  await log.store.append(
    Object.entries(streams).map(([streamId, events]) => ({ streamId, expectedVersion: 0, events })),
  );
  return log;
}
