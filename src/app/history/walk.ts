import { logStreamId } from "@/domain/events.ts";
import {
  type Operation,
  operationId,
  type OperationKind,
  type RunCounts,
} from "@/domain/operation.ts";
import type { Json, JsonObject } from "@/domain/json.ts";
import type { Steps } from "@/domain/steps.ts";
import type { EventMark } from "@/ports/event_history.ts";
import type { Log } from "@/ports/log.ts";
import { joinParts } from "@/projections/operations/join_operations.ts";
import type { StreamCache } from "@/app/history/stream_cache.ts";

/** A run of more operations is told by its counts alone. */
const mostOfRun = 20;
const fewMarks = 200;
const manyMarks = 5_000;

/** One event further back. */
interface Passed {
  /** What comes next is before this position. */
  readonly next: number;
  /** The one that begins there; `null`: none does. */
  readonly operation: Operation | null;
}

type Walking<T> = Generator<Passed | undefined, T, undefined>;

interface Range {
  /** Events before this position … */
  readonly before: number;
  /** … and after this one. */
  readonly after: number;
  /** Told besides what they hold, and instead of it where that is much. */
  readonly withRuns: boolean;
  /** No other streams are looked at. */
  readonly only?: ReadonlySet<string> | null;
  /** No operations are looked for that begin with an event of another type. */
  readonly types?: ReadonlySet<string> | null;
}

interface Walk {
  /** From the newest to the oldest, an event a step; `undefined`: a step of the work alone. */
  back(range: Range): Walking<void>;
  /** The run that ended with that event, whole; where that is more tasks than `most`, these of it. */
  run(mark: EventMark, most: number | null): Steps<Operation>;
}

/** A run with what was seen in it, the newest first; where that is much, only the newest of it. */
interface LookedInto {
  readonly mark: EventMark;
  /** Position of the end of the run before. */
  readonly begin: number;
  readonly seen: readonly Operation[];
  /** It is told in short. */
  readonly isMany: boolean;
}

type WalkedLog = Pick<Log, "store" | "history">;

export function createWalk({ store, history }: WalkedLog, streams: StreamCache): Walk {
  function* marks(before: number, after: number): Generator<EventMark, void, undefined> {
    let limit = fewMarks;
    for (let from = before; from > after + 1; limit = Math.min(manyMarks, 2 * limit)) {
      const page = history.marksBefore(from, limit);
      for (const mark of page) {
        if (mark.position <= after) return;
        yield mark;
      }
      from = page.at(-1)?.position ?? 0;
    }
  }

  function* back(range: Range): Walking<void> {
    const { before, after, withRuns } = range;
    let end = before;
    // Where a page begins within a run that is told in short, so is the rest of it.
    const around = withRuns ? yield* history.runFrom(before) : null;
    if (around !== null) {
      const run = yield* lookInto(around);
      if (run.isMany) {
        yield* askedIn(run, before, after);
        end = run.begin + 1;
      }
    }
    for (;;) {
      const mark = yield* untilRun({ ...range, before: end });
      if (mark === null) return;
      const run = yield* lookInto(mark);
      const next = mark.position;
      const isWorthALine = run.isMany || run.seen.length > 1;
      yield { next, operation: isWorthALine ? runInShort(run) : null };
      if (run.isMany) yield* askedIn(run, mark.position, after);
      end = run.isMany ? run.begin + 1 : mark.position;
    }
  }

  /** The mark of a run's end, if it has come to one. */
  function* untilRun(
    { before, after, withRuns, only = null, types = null }: Range,
  ): Walking<EventMark | null> {
    for (const mark of marks(before, after)) {
      const { position, streamId, type } = mark;
      if (withRuns && type === "SyncCompleted") return mark;
      if (only?.has(streamId) === false || types?.has(type) === false) {
        yield;
        continue;
      }
      const operation = streamId === logStreamId
        ? null
        : yield* streams.beginningAt(streamId, position);
      yield { next: position, operation };
    }
    return null;
  }

  function* lookInto(mark: EventMark): Steps<LookedInto> {
    const begin = yield* history.runBefore(mark.position);
    const seen: Operation[] = [];
    const within = { before: mark.position, after: begin, withRuns: false };
    for (const passed of untilRun(within)) {
      yield;
      const operation = passed?.operation ?? null;
      if (operation !== null && isOfRun(operation)) seen.push(operation);
      if (seen.length > mostOfRun) return { mark, begin, seen, isMany: true };
    }
    return { mark, begin, seen, isMany: false };
  }

  /** What somebody asked for while it ran, or since the run before. */
  function* askedIn(
    { mark, begin }: LookedInto,
    before: number,
    after: number,
  ): Walking<void> {
    const range = { after: begin, upTo: mark.position };
    const asked = new Set<string>();
    for (const text of saidWhenAsked) {
      for (const streamId of yield* history.streamsSaying([text], range)) asked.add(streamId);
    }
    asked.delete(logStreamId);
    const byPosition = new Map<number, Operation>();
    for (const streamId of asked) {
      for (const each of yield* streams.ofTask(streamId)) {
        const operation = yield* streams.whole(each);
        const { position } = operation;
        const isWithin = position > Math.max(begin, after) && position < before;
        if (!isOfRun(operation) && isWithin) byPosition.set(position, operation);
      }
    }
    for (const operation of [...byPosition.values()].toSorted((a, b) => b.position - a.position)) {
      yield { next: operation.position, operation };
    }
  }

  function runInShort({ mark: run, seen, isMany }: LookedInto): Operation {
    const counts = countsOf(summaryAt(run.position));
    const done = [counts.created, counts.updated, counts.deleted];
    const tasks = isMany
      ? done.reduce((sum, { taskwarrior, vikunja }) => sum + taskwarrior + vikunja, 0)
      : new Set(seen.flatMap(({ parts }) => parts.map(({ task }) => task))).size;
    return {
      id: operationId(run.position),
      position: run.position,
      at: run.recordedAt,
      kind: "sync",
      sides: [],
      by: null,
      of: null,
      tasks,
      parts: [],
      counts,
    };
  }

  /** Only what is told of is folded; `null`: the run is about no more than that. */
  function* firstOf(mark: EventMark, begin: number, most: number): Steps<Operation | null> {
    const all = yield* history.streamsIn({ after: begin, upTo: mark.position });
    const tasks = all.filter((id) => id !== logStreamId);
    if (tasks.length <= most) return null;
    const seen: Operation[] = [];
    for (const streamId of tasks.slice(0, most)) {
      const { operations } = yield* streams.lastOf(streamId, function* ({ surePast }) {
        return surePast <= begin;
      });
      for (const { move: _, ...operation } of operations) {
        const isWithin = operation.position > begin && operation.position < mark.position;
        if (isWithin && isOfRun(operation)) seen.push(operation);
      }
    }
    return { ...runInShort({ mark, begin, seen, isMany: true }), parts: joinParts(seen) };
  }

  function summaryAt(position: number): JsonObject {
    const [stored] = store.readAll(position - 1, 1);
    return stored?.event.type === "SyncCompleted" ? stored.event.data.summary : {};
  }

  return {
    back,
    *run(mark, most) {
      const begin = yield* history.runBefore(mark.position);
      const some = most === null ? null : yield* firstOf(mark, begin, most);
      if (some !== null) return some;
      const range = { before: mark.position, after: begin };
      const seen: Operation[] = [];
      for (const passed of untilRun({ ...range, withRuns: false })) {
        yield;
        const operation = passed?.operation ?? null;
        if (operation !== null && isOfRun(operation)) seen.push(operation);
      }
      const parts = joinParts(seen);
      const short = runInShort({ mark, begin: range.after, seen, isMany: false });
      return { ...short, tasks: parts.length, parts };
    },
  };
}

/** In events that say who asked, and in those of claims. */
const saidWhenAsked = ['"operation":{', '"untilUptimeMs"'];

const ofRuns: readonly OperationKind[] = ["edit", "link", "next date", "reach", "selection"];

/** What somebody asked for meanwhile is no part of it. */
function isOfRun({ kind }: Operation): boolean {
  return ofRuns.includes(kind);
}

function countsOf(summary: JsonObject): RunCounts {
  const count = (value: Json | undefined) => typeof value === "number" ? value : 0;
  const bySide = (name: string) => {
    const of = summary[name];
    const each = of !== null && typeof of === "object" && !Array.isArray(of)
      ? of as JsonObject
      : {};
    return { taskwarrior: count(each["taskwarrior"]), vikunja: count(each["vikunja"]) };
  };
  return {
    created: bySide("created"),
    updated: bySide("updated"),
    deleted: bySide("deleted"),
    conflicts: count(summary["conflicts"]),
  };
}
