import type { SyncEvent } from "@/domain/events.ts";
import type { Instant, PresentReading } from "@/domain/task.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** A create in Vikunja that nobody confirmed: it may have arrived, even after asking again. */
export interface UnconfirmedCreate {
  readonly streamId: string;
  readonly dead: boolean;
  /** Nobody asks for it again for now: its task is outside of the selection. */
  readonly isOutside: boolean;
  /** That any attempt left, the earlier ones too. */
  readonly marks: ReadonlySet<Instant>;
  /** Of all attempts. */
  readonly titles: ReadonlySet<string>;
  /** Of attempts that leave no mark. */
  readonly unmarkedTitles: ReadonlySet<string>;
  /** Ids of tasks that the server said were made by it, before it failed in its middle. */
  readonly made: ReadonlySet<string>;
}

/** All of them, now. */
export type UnconfirmedCreates = () => readonly UnconfirmedCreate[];

interface UnconfirmedCreatesDeps {
  readonly log: Pick<LogReader, "pendingPushes" | "vikunjaIdOf">;
  readonly store: Pick<EventStore<SyncEvent>, "readStream" | "streamVersion">;
  /** What a create in Vikunja leaves on its task, by its key. */
  readonly markFor: (key: string) => Instant;
  /** The task that the create of that key made, where this process was told; without: it never was. */
  readonly madeIdOf?: (key: string) => number | null;
}

type Attempts = Pick<UnconfirmedCreate, "marks" | "titles" | "unmarkedTitles"> & {
  readonly keys: readonly string[];
};

/** What the attempts left is worked out once for each state of a pending task. */
export function createUnconfirmedCreates(
  { log, store, markFor, madeIdOf = () => null }: UnconfirmedCreatesDeps,
): UnconfirmedCreates {
  let known = new Map<string, Attempts>();

  function attemptsOf(streamId: string): Attempts {
    const requests = store.readStream(streamId).flatMap(({ event, version }) =>
      event.type === "PushRequested" && event.data.side === "vikunja" &&
        event.data.push.kind === "create"
        ? [{ version, task: event.data.push.task }]
        : []
    );
    const titlesOf = (some: typeof requests) => new Set(some.map(({ task }) => task.title));
    const keys = requests.map(({ version }) => `${streamId}@${version}`);
    return {
      keys,
      marks: new Set(keys.map(markFor)),
      titles: titlesOf(requests),
      unmarkedTitles: titlesOf(requests.filter(({ task }) => task.done)),
    };
  }

  return () => {
    const before = known;
    known = new Map();
    const pending = log.pendingPushes().filter(({ streamId, side }) =>
      side === "vikunja" && log.vikunjaIdOf(streamId) === null
    );
    return pending.map(({ streamId, dead, isOutside }) => {
      const name = `${streamId}@${store.streamVersion(streamId)}`;
      const attempts = before.get(name) ?? attemptsOf(streamId);
      known.set(name, attempts);
      const { keys, ...left } = attempts;
      const made = keys.map(madeIdOf).filter((id) => id !== null).map(String);
      return { streamId, dead, isOutside, ...left, made: new Set(made) };
    });
  };
}

/**
 * Whether a new task in Vikunja is what that create has made. One that somebody has done since shows no mark. Then the
 * title says enough to wait until the create is asked for again and looks closer, but not to take the task for one that
 * was given up.
 */
export function isMadeBy(create: UnconfirmedCreate, { id, mark, task }: PresentReading): boolean {
  if (create.made.has(id)) return true;
  if (mark !== undefined) return create.marks.has(mark);
  const titles = create.dead ? create.unmarkedTitles : create.titles;
  const isMarkOver = task.done || !create.dead && task.repetition !== null;
  return isMarkOver && titles.has(task.title);
}

/** Whether it is certain, with nothing left for the create itself to look into. */
export function isSurelyMadeBy(create: UnconfirmedCreate, { id, mark }: PresentReading): boolean {
  return create.made.has(id) || mark !== undefined && create.marks.has(mark);
}
