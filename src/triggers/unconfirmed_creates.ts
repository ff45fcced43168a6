import type { SyncEvent } from "@/domain/events.ts";
import type { Instant, PresentReading } from "@/domain/task.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** A create in Vikunja that nobody confirmed: it may have arrived, even after asking again. */
export interface UnconfirmedCreate {
  readonly streamId: string;
  readonly dead: boolean;
  /** That any attempt left, the earlier ones too. */
  readonly marks: ReadonlySet<Instant>;
  /** Of attempts that leave no mark. */
  readonly titles: ReadonlySet<string>;
}

/** All of them, now. */
export type UnconfirmedCreates = () => readonly UnconfirmedCreate[];

interface UnconfirmedCreatesDeps {
  readonly log: Pick<LogReader, "pendingPushes" | "vikunjaIdOf">;
  readonly store: Pick<EventStore<SyncEvent>, "readStream" | "streamVersion">;
  /** What a create in Vikunja leaves on its task, by its key. */
  readonly markFor: (key: string) => Instant;
}

type Attempts = Pick<UnconfirmedCreate, "marks" | "titles">;

/** What the attempts left is worked out once for each state of a pending task. */
export function createUnconfirmedCreates(
  { log, store, markFor }: UnconfirmedCreatesDeps,
): UnconfirmedCreates {
  let known = new Map<string, Attempts>();

  function attemptsOf(streamId: string): Attempts {
    const requests = store.readStream(streamId).flatMap(({ event, version }) =>
      event.type === "PushRequested" && event.data.side === "vikunja" &&
        event.data.push.kind === "create"
        ? [{ version, task: event.data.push.task }]
        : []
    );
    const unmarked = requests.filter(({ task }) => task.done);
    return {
      marks: new Set(requests.map(({ version }) => markFor(`${streamId}@${version}`))),
      titles: new Set(unmarked.map(({ task }) => task.title)),
    };
  }

  return () => {
    const before = known;
    known = new Map();
    const pending = log.pendingPushes().filter(({ streamId, side }) =>
      side === "vikunja" && log.vikunjaIdOf(streamId) === null
    );
    return pending.map(({ streamId, dead }) => {
      const name = `${streamId}@${store.streamVersion(streamId)}`;
      const attempts = before.get(name) ?? attemptsOf(streamId);
      known.set(name, attempts);
      return { streamId, dead, ...attempts };
    });
  };
}

/** Whether a new task in Vikunja is what that create has made. */
export function isMadeBy(
  { marks, titles }: UnconfirmedCreate,
  { mark, task }: PresentReading,
): boolean {
  return mark === undefined ? task.done && titles.has(task.title) : marks.has(mark);
}
