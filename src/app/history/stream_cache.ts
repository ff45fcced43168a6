import { moveStart } from "@/domain/operation_origin.ts";
import type { Operation } from "@/domain/operation.ts";
import { readStream } from "@/app/history/read_stream.ts";
import type { Steps } from "@/domain/steps.ts";
import type { Log } from "@/ports/log.ts";
import type { StreamOperation } from "@/projections/operations/operation_draft.ts";
import { joinParts } from "@/projections/operations/join_operations.ts";
import { lastOperations, type StreamEnd } from "@/projections/operations/stream_operations.ts";

/** Streams whose operations are kept while a page is being made. */
const mostStreams = 200;
/** Of a longer stream only the end is read, and more of it where that does not do. */
const firstRead = 400;
const readMore = 4;

/** Operations of tasks, folded when they are asked for. */
export interface StreamCache {
  /** Of one task, oldest first; one that is about several tasks is told of this one. */
  ofTask(streamId: string): Steps<readonly StreamOperation[]>;
  /** So many of the last ones as it takes until that is enough, or all. */
  lastOf(streamId: string, isEnough: (end: StreamEnd) => Steps<boolean>): Steps<StreamEnd>;
  /** The one that begins with that event, with all its tasks; `null`: none does. */
  beginningAt(streamId: string, position: number): Steps<Operation | null>;
  /** All of one move; of any other operation itself. */
  whole(operation: StreamOperation): Steps<Operation>;
}

type ReadLog = Pick<Log, "store" | "history">;

export function createStreamCache(log: ReadLog): StreamCache {
  const { store, history } = log;
  const streams = new Map<string, StreamEnd>();
  const moves = new Map<string, Operation>();

  function* lastOf(
    streamId: string,
    isEnough: (end: StreamEnd) => Steps<boolean>,
  ): Steps<StreamEnd> {
    const known = streams.get(streamId);
    if (known !== undefined && (known.surePast === 0 || (yield* isEnough(known)))) return known;
    const version = store.streamVersion(streamId);
    for (let count = firstRead;; count *= readMore) {
      const after = Math.max(0, version - count);
      const end = yield* lastOperations(streamId, yield* readStream(log, streamId, after));
      if (after > 0 && !(yield* isEnough(end))) continue;
      if (streams.size >= mostStreams) streams.clear();
      streams.set(streamId, end);
      return end;
    }
  }

  function* since(streamId: string, position: number): Steps<readonly StreamOperation[]> {
    const { operations } = yield* lastOf(streamId, function* ({ surePast }) {
      return surePast < position;
    });
    return operations;
  }

  function* whole(operation: StreamOperation): Steps<Operation> {
    const { move } = operation;
    if (move === null) return told(operation);
    const known = moves.get(move);
    if (known !== undefined) return known;
    const after = moveStart(move);
    const range = { after, upTo: history.lastPosition() };
    const all: StreamOperation[] = [];
    for (const streamId of yield* history.streamsOfMove(move, range)) {
      const operations = yield* since(streamId, after + 1);
      all.push(...operations.filter((each) => each.move === move));
    }
    const inOrder = all.toSorted((a, b) => a.position - b.position);
    const [first = operation] = inOrder;
    const parts = joinParts(inOrder);
    const joined = { ...told(first), tasks: parts.length, parts };
    moves.set(move, joined);
    return joined;
  }

  return {
    ofTask: (streamId) => since(streamId, 0),
    lastOf,
    whole,
    *beginningAt(streamId, position) {
      const operations = yield* since(streamId, position);
      const operation = operations.find((each) => each.position === position);
      if (operation === undefined) return null;
      const all = yield* whole(operation);
      return all.position === position ? all : null;
    },
  };
}

function told({ move: _, ...operation }: StreamOperation): Operation {
  return operation;
}
