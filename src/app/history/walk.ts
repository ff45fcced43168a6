import { logStreamId } from "@/domain/events.ts";
import {
  type Operation,
  operationId,
  type OperationKind,
  type RunCounts,
} from "@/domain/operation.ts";
import { sides } from "@/domain/task.ts";
import type { Json, JsonObject } from "@/domain/json.ts";
import type { EventMark } from "@/ports/event_history.ts";
import type { Log } from "@/ports/log.ts";
import { joinParts } from "@/projections/operations/join_operations.ts";
import type { StreamCache } from "@/app/history/stream_cache.ts";

/** A run of more operations is told by its counts alone. */
const mostOfRun = 20;
const marksAtOnce = 200;

/** One event further back. */
interface Passed {
  /** What comes next is before this position. */
  readonly next: number;
  /** The one that begins there; `null`: none does. */
  readonly operation: Operation | null;
}

interface Range {
  /** Events before this position … */
  readonly before: number;
  /** … and after this one. */
  readonly after: number;
  /** Told besides what they hold, and instead of it where that is much. */
  readonly withRuns: boolean;
  /** No others are looked at. */
  readonly only?: ReadonlySet<string> | null;
}

interface Walk {
  /** From the newest to the oldest, an event a step. */
  back(range: Range): Generator<Passed, void, undefined>;
  /** The run that ended with that event, whole. */
  run(mark: EventMark): Operation;
}

type WalkedLog = Pick<Log, "store" | "history">;

export function createWalk({ store, history }: WalkedLog, streams: StreamCache): Walk {
  function* marks(before: number, after: number): Generator<EventMark, void, undefined> {
    for (let from = before; from > after + 1;) {
      const page = history.marksBefore(from, marksAtOnce);
      for (const mark of page) {
        if (mark.position <= after) return;
        yield mark;
      }
      from = page.at(-1)?.position ?? 0;
    }
  }

  function* back(
    { before, after, withRuns, only = null }: Range,
  ): Generator<Passed, void, undefined> {
    let end = before;
    for (;;) {
      let run: EventMark | null = null;
      for (const mark of marks(end, after)) {
        const { position, streamId, type } = mark;
        if (withRuns && type === "SyncCompleted") {
          run = mark;
          break;
        }
        if (only?.has(streamId) === false) continue;
        const operation = streamId === logStreamId ? null : streams.beginningAt(streamId, position);
        yield { next: position, operation };
      }
      if (run === null) return;
      const begin = startOf(run);
      const inside = operationsIn(begin, run.position, mostOfRun + 1);
      const isMany = inside.length > mostOfRun;
      const seen = inside.filter(isOfRun);
      const isWorthALine = seen.length > 1;
      end = begin + 1;
      const next = isMany ? end : run.position;
      yield { next, operation: isWorthALine ? runInShort(run, isMany ? null : seen) : null };
      for (const operation of isMany ? [] : inside) {
        if (operation.position > after) yield { next: operation.position, operation };
      }
    }
  }

  /** Position of the end of the run before. */
  function startOf({ position }: EventMark): number {
    return history.runBefore(position);
  }

  /** The newest first. */
  function operationsIn(after: number, before: number, most: number): readonly Operation[] {
    const found: Operation[] = [];
    for (const { operation } of back({ before, after, withRuns: false })) {
      if (operation !== null) found.push(operation);
      if (found.length === most) break;
    }
    return found;
  }

  /** `inside` `null`: they are too many. */
  function runInShort(run: EventMark, inside: readonly Operation[] | null): Operation {
    const counts = countsOf(summaryAt(run.position));
    const tasks = inside === null
      ? sides.reduce((sum, side) => sum + counts.created[side] + counts.updated[side], 0)
      : new Set(inside.flatMap(({ parts }) => parts.map(({ task }) => task))).size;
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

  function summaryAt(position: number): JsonObject {
    const [stored] = store.readAll(position - 1, 1);
    return stored?.event.type === "SyncCompleted" ? stored.event.data.summary : {};
  }

  return {
    back,
    run(mark) {
      const inside = operationsIn(startOf(mark), mark.position, Infinity);
      const parts = joinParts(inside.filter(isOfRun));
      return { ...runInShort(mark, []), tasks: parts.length, parts };
    },
  };
}

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
