import type { SyncEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import type { Side, Task } from "@/domain/task.ts";
import { otherSide, type PresentReading } from "@/domain/task.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogReader } from "@/ports/log_reader.ts";

interface AloneDeps {
  readonly log: Pick<LogReader, "isOutside" | "presenceOf" | "aloneOutside">;
  readonly store: Pick<EventStore<SyncEvent>, "readStream">;
}

/** A task that was left alone on its one side until now, by its id there. */
export interface Alone {
  readonly id: string;
  readonly task: Task;
}

/** Whether nobody ever brought a task of this side, outside of the selection, together with one of the other side. */
export function isAlone({ log }: Pick<AloneDeps, "log">, streamId: string, side: Side): boolean {
  return log.isOutside(streamId) && log.presenceOf(streamId, otherSide(side)) === null;
}

/**
 * Tasks of this side, outside of the selection and not among what was read, that may be the counterpart of one that
 * was: made before the selection took either of them in, both have to become one pair, not four tasks.
 */
export function aloneLike(
  { log, store }: AloneDeps,
  side: Side,
  others: readonly PresentReading[],
  read: readonly { readonly id: string }[],
): readonly Alone[] {
  if (others.length === 0) return [];
  const titles = new Set(others.map(({ task }) => plain(task.title)));
  const hints = new Set(others.map(({ linkHint }) => linkHint));
  const isRead = new Set(read.map(({ id }) => id));
  return log.aloneOutside(side).flatMap(({ streamId, vikunjaId, title }) => {
    const id = vikunjaId === null ? streamId : String(vikunjaId);
    const isHinted = vikunjaId !== null && hints.has(vikunjaId);
    if (isRead.has(id) || !isHinted && !titles.has(plain(title))) return [];
    const state = fold(streamId, store.readStream(streamId).map(({ event }) => event));
    const { task } = state[side];
    return task === null ? [] : [{ id, task }];
  });
}

function plain(title: string): string {
  return title.normalize("NFC").trim();
}
