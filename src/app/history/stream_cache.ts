import { moveStart } from "@/domain/operation_origin.ts";
import type { Operation } from "@/domain/operation.ts";
import type { Log } from "@/ports/log.ts";
import type { StreamOperation } from "@/projections/operations/operation_draft.ts";
import { joinParts } from "@/projections/operations/join_operations.ts";
import { lastOperations } from "@/projections/operations/stream_operations.ts";

/** Streams whose operations are kept while a page is being made. */
const mostStreams = 200;
/** Of a longer stream only the end is read, and more of it where that does not do. */
const firstRead = 400;
const readMore = 4;

/** The last operations of a stream: all that begin behind that position; 0: there are no others. */
type StreamEnd = ReturnType<typeof lastOperations>;

/** Operations of tasks, folded when they are asked for. */
export interface StreamCache {
  /** Of one task, oldest first; one that is about several tasks is told of this one. */
  ofTask(streamId: string): readonly StreamOperation[];
  /** So many of the last ones as it takes until that is enough, or all. */
  lastOf(streamId: string, isEnough: (end: StreamEnd) => boolean): StreamEnd;
  /** The one that begins with that event, with all its tasks; `null`: none does. */
  beginningAt(streamId: string, position: number): Operation | null;
  /** All of one move; of any other operation itself. */
  whole(operation: StreamOperation): Operation;
}

export function createStreamCache({ store, history }: Pick<Log, "store" | "history">): StreamCache {
  const streams = new Map<string, StreamEnd>();
  const moves = new Map<string, Operation>();

  function lastOf(streamId: string, isEnough: (end: StreamEnd) => boolean): StreamEnd {
    const known = streams.get(streamId);
    if (known !== undefined && (known.surePast === 0 || isEnough(known))) return known;
    const version = store.streamVersion(streamId);
    for (let count = firstRead;; count *= readMore) {
      const after = Math.max(0, version - count);
      const end = lastOperations(streamId, store.readStream(streamId, after));
      if (after > 0 && !isEnough(end)) continue;
      if (streams.size >= mostStreams) streams.clear();
      streams.set(streamId, end);
      return end;
    }
  }

  const since = (streamId: string, position: number) =>
    lastOf(streamId, ({ surePast }) => surePast < position).operations;

  function whole(operation: StreamOperation): Operation {
    const { move } = operation;
    if (move === null) return told(operation);
    const known = moves.get(move);
    if (known !== undefined) return known;
    const after = moveStart(move);
    const all = history.streamsOfMove(move, { after, upTo: history.lastPosition() })
      .flatMap((streamId) => since(streamId, after + 1))
      .filter((each) => each.move === move).toSorted((a, b) => a.position - b.position);
    const [first = operation] = all;
    const parts = joinParts(all);
    const joined = { ...told(first), tasks: parts.length, parts };
    moves.set(move, joined);
    return joined;
  }

  return {
    ofTask: (streamId) => since(streamId, 0),
    lastOf,
    whole,
    beginningAt(streamId, position) {
      const operation = since(streamId, position).find((each) => each.position === position);
      if (operation === undefined) return null;
      const all = whole(operation);
      return all.position === position ? all : null;
    },
  };
}

function told({ move: _, ...operation }: StreamOperation): Operation {
  return operation;
}
