import type { TaskCommand } from "@/domain/decide/commands.ts";
import type { PushOrder } from "@/ports/push_queue.ts";

/** Writes of one task between two of its rests; more means that two programs undo each other's. */
const maxWritesInARow = 30;

interface WriteCount {
  /** `null`: it may be written; else what is to be told to the task instead. */
  add(push: PushOrder): TaskCommand | null;
  /** The task is at rest. */
  forget(streamId: string): void;
}

export function createWriteCount(): WriteCount {
  const inARow = new Map<string, number>();
  return {
    add(push) {
      const count = (inARow.get(push.streamId) ?? 0) + 1;
      inARow.set(push.streamId, count);
      return count > maxWritesInARow ? giveUp(push) : null;
    },
    forget: (streamId) => void inARow.delete(streamId),
  };
}

function giveUp({ streamId, side, pending }: PushOrder): TaskCommand {
  const message = `Cannot get task ${streamId} to rest: it was written ${maxWritesInARow} times, ` +
    "and each time it came back changed";
  const { request } = pending;
  return { type: "FailPush", side, request, code: "TASK_FAILED", message, retryAt: null };
}
