import type { SyncEvent } from "@/domain/events.ts";
import type { Log } from "@/ports/log.ts";

/** A place where a log can be. */
export interface LogSubject extends Disposable {
  /** The log there, as another process has it; one second passes with each append. */
  open(): Log;
}

/** By stream. */
export type Streams = Readonly<Record<string, readonly SyncEvent[]>>;

/** With these events, in one append. */
export async function logWith(subject: LogSubject, streams: Streams): Promise<Log> {
  const log = subject.open();
  await log.store.append(
    Object.entries(streams).map(([streamId, events]) => ({ streamId, expectedVersion: 0, events })),
  );
  return log;
}
