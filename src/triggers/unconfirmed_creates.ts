import type { SyncEvent } from "@/domain/events.ts";
import type { Instant, PresentReading, Task } from "@/domain/task.ts";
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
  /** When what attempts were to make as done was done. */
  readonly doneAts: ReadonlySet<Instant>;
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

/** The task that the create of that key has made, as the server said before the rest of it failed; `null`: none is known. */
export function loggedMadeId(
  store: Pick<EventStore<SyncEvent>, "readStream">,
  key: string,
): number | null {
  const at = key.lastIndexOf("@");
  const [streamId, request] = [key.slice(0, at), Number(key.slice(at + 1))];
  const found = store.readStream(streamId).findLast(({ event }) =>
    event.type === "PushFailed" && event.data.made?.request === request
  );
  return found?.event.type === "PushFailed" ? found.event.data.made?.id ?? null : null;
}

type Attempts =
  & Pick<UnconfirmedCreate, "marks" | "titles" | "unmarkedTitles" | "doneAts" | "made">
  & {
    readonly keys: readonly string[];
  };

/** What the attempts left is worked out once for each state of a pending task. */
export function createUnconfirmedCreates(
  { log, store, markFor, madeIdOf = () => null }: UnconfirmedCreatesDeps,
): UnconfirmedCreates {
  let known = new Map<string, Attempts>();

  function attemptsOf(streamId: string): Attempts {
    const stored = store.readStream(streamId);
    const requests = stored.flatMap(({ event, version }) =>
      event.type === "PushRequested" && event.data.side === "vikunja" &&
        event.data.push.kind === "create"
        ? [{ version, task: event.data.push.task }]
        : []
    );
    const titlesOf = (some: typeof requests) => new Set(some.map(({ task }) => task.title));
    const done = requests.filter(({ task }) => task.done);
    const keys = requests.map(({ version }) => `${streamId}@${version}`);
    return {
      keys,
      marks: new Set(keys.map(markFor)),
      titles: titlesOf(requests),
      unmarkedTitles: titlesOf(done),
      doneAts: new Set(done.flatMap(({ task }) => task.doneAt ?? [])),
      made: new Set(
        stored.flatMap(({ event }) =>
          event.type === "PushFailed" && event.data.made !== undefined
            ? [String(event.data.made.id)]
            : []
        ),
      ),
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
      const told = keys.map(madeIdOf).filter((id) => id !== null).map(String);
      return { streamId, dead, isOutside, ...left, made: new Set([...left.made, ...told]) };
    });
  };
}

/**
 * Whether a new task in Vikunja is what that create has made. One that somebody has done since shows no mark. Then the
 * title says enough to wait until the create is asked for again and looks closer, but not to take the task for one that
 * was given up. So does when it was done, if that was before it was made.
 */
export function isMadeBy(
  create: UnconfirmedCreate,
  { id, mark, task, createdAt }: PresentReading,
): boolean {
  if (create.made.has(id)) return true;
  if (mark !== undefined) return create.marks.has(mark);
  if (isDoneAsAsked(create, task, createdAt)) return true;
  const titles = create.dead ? create.unmarkedTitles : create.titles;
  const isMarkOver = task.done || !create.dead && task.repetition !== null;
  return isMarkOver && titles.has(task.title);
}

function isDoneAsAsked(
  { doneAts }: UnconfirmedCreate,
  { done, doneAt }: Task,
  createdAt: Instant | undefined,
): boolean {
  return done && typeof doneAt === "string" && doneAts.has(doneAt) &&
    createdAt !== undefined && doneAt < createdAt;
}

/** Whether it is certain, with nothing left for the create itself to look into. */
export function isSurelyMadeBy(create: UnconfirmedCreate, { id, mark }: PresentReading): boolean {
  return create.made.has(id) || mark !== undefined && create.marks.has(mark);
}
