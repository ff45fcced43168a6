import { moveStart } from "@/domain/operation_origin.ts";
import type { Operation } from "@/domain/operation.ts";
import type { Log } from "@/ports/log.ts";
import type { StreamOperation } from "@/projections/operations/operation_draft.ts";
import { joinParts } from "@/projections/operations/join_operations.ts";
import { streamOperations } from "@/projections/operations/stream_operations.ts";

/** Streams whose operations are kept while a page is being made. */
const mostStreams = 200;

/** Operations of tasks, folded when they are asked for. */
export interface StreamCache {
  /** Of one task, oldest first; one that is about several tasks is told of this one. */
  ofTask(streamId: string): readonly StreamOperation[];
  /** The one that begins with that event, with all its tasks; `null`: none does. */
  beginningAt(streamId: string, position: number): Operation | null;
  /** All of one move; of any other operation itself. */
  whole(operation: StreamOperation): Operation;
}

export function createStreamCache({ store, history }: Pick<Log, "store" | "history">): StreamCache {
  const streams = new Map<string, readonly StreamOperation[]>();
  const moves = new Map<string, Operation>();

  function ofTask(streamId: string): readonly StreamOperation[] {
    const known = streams.get(streamId);
    if (known !== undefined) return known;
    const operations = streamOperations(streamId, store.readStream(streamId));
    if (streams.size >= mostStreams) streams.clear();
    streams.set(streamId, operations);
    return operations;
  }

  function whole(operation: StreamOperation): Operation {
    const { move } = operation;
    if (move === null) return told(operation);
    const known = moves.get(move);
    if (known !== undefined) return known;
    const range = { after: moveStart(move), upTo: history.lastPosition() };
    const all = history.streamsOfMove(move, range).flatMap(ofTask)
      .filter((each) => each.move === move).toSorted((a, b) => a.position - b.position);
    const [first = operation] = all;
    const parts = joinParts(all);
    const joined = { ...told(first), tasks: parts.length, parts };
    moves.set(move, joined);
    return joined;
  }

  return {
    ofTask,
    whole,
    beginningAt(streamId, position) {
      const operation = ofTask(streamId).find((each) => each.position === position);
      if (operation === undefined) return null;
      const all = whole(operation);
      return all.position === position ? all : null;
    },
  };
}

function told({ move: _, ...operation }: StreamOperation): Operation {
  return operation;
}
