import type { LogEvent, SyncEvent } from "@/domain/events.ts";
import type { Side } from "@/domain/task.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { withoutPastRounds } from "@/triggers/belonging.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import { cursorsIn } from "@/triggers/read_sides.ts";
import type { Cursors, ReadUpTo } from "@/triggers/run_options.ts";

/** What looks leave for the log's own stream: put there together, a moment later. */
export interface KeptEvents extends Cursors {
  /** `raise`: gives what else is to be stored with them, at the last moment. */
  keep(events: readonly LogEvent[], raise?: Raise): void;
  /** A first comparison has read that far, and hands it out: others go on from there, and nothing of it is stored. */
  begin(upTo: ReadUpTo): void;
  /** It has ended, well or not. */
  end(): void;
  /** @throws {SyncError} what keeps them from being stored. */
  flush(): Promise<void>;
  /** Stores nothing more: the log takes nothing. */
  drop(): void;
}

type Raise = () => readonly LogEvent[];

interface KeptEventsDeps {
  readonly store: EventStore<SyncEvent>;
  readonly log: Pick<LogReader, "cursor" | "lastCompleteAt"> & Pick<LogQueries, "cachedFacts">;
  readonly runtime: Pick<Runtime, "after" | "now">;
  readonly onFailure: (error: unknown) => void;
  /** All of it is on the log. */
  readonly onStored: () => void;
}

/** Of what is lost with the process nothing is needed: what was read since is read once more. */
const momentMs = 1_000;

/** The newest of each kind; a complete read is not taken back by one of what changed. */
export function createKeptEvents(deps: KeptEventsDeps): KeptEvents {
  const { store, runtime, onFailure, onStored } = deps;
  const logged = cursorsIn(deps.log);
  let kept = new Map<string, LogEvent>();
  let raising: Raise | null = null;
  const noted = new Map<Side, () => string>();
  let begun: ReadUpTo = { taskwarrior: null, vikunja: null };
  let timer: Disposable | null = null;
  let storing: Promise<void> = Promise.resolve();

  function add(event: LogEvent): void {
    const name = nameOf(event);
    const before = kept.get(name);
    const wasComplete = before?.type === "ChangesRead" && before.data.complete;
    kept.delete(name);
    kept.set(
      name,
      event.type === "ChangesRead" && wasComplete
        ? { ...event, data: { ...event.data, complete: true } }
        : event,
    );
  }

  function flush(): Promise<void> {
    timer?.[Symbol.dispose]();
    timer = null;
    const events = [...raising?.() ?? [], ...kept.values()];
    kept = new Map();
    raising = null;
    // What kept others from being stored has been told.
    storing = storing.catch(() => {})
      .then(() => appendLogEvents(store, withoutPastRounds(events, deps.log)));
    return storing.then(onStored);
  }

  const read = (side: Side) => {
    const event = kept.get(`ChangesRead ${side}`);
    return event?.type === "ChangesRead" ? event.data : null;
  };

  return {
    keep(events, raise) {
      raising = raise ?? raising;
      if (events.length === 0 && raise === undefined) return;
      events.forEach(add);
      timer ??= runtime.after(momentMs, () => void flush().catch(onFailure));
    },
    begin: (upTo) => void (begun = upTo),
    end: () => void (begun = { taskwarrior: null, vikunja: null }),
    flush,
    drop: () => timer?.[Symbol.dispose](),
    of: (side) => noted.get(side)?.() ?? logged.of(side) ?? begun[side]?.() ?? null,
    note: (side, cursor) => void noted.set(side, cursor),
    lastCompleteAt: (side) =>
      read(side)?.complete === true ? runtime.now().toISOString() : logged.lastCompleteAt(side) ??
        (begun[side] === null ? null : runtime.now().toISOString()),
  };
}

function nameOf(event: LogEvent): string {
  switch (event.type) {
    case "ChangesRead":
      return `${event.type} ${event.data.side}`;
    case "FactsCached":
      return `${event.type} ${event.data.name}`;
    default:
      return event.type;
  }
}
