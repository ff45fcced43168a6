import { byHand, isDropped } from "@/domain/dropped.ts";
import type { Side } from "@/domain/task.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { Retries } from "@/ports/daemon.ts";
import type { OpenOptions, Session } from "@/triggers/manual_sync.ts";
import { appendLogEvents } from "@/triggers/sync_run.ts";

export interface RetriesDeps {
  readonly open: (
    options: OpenOptions,
    signal: AbortSignal,
  ) => Promise<Session & { readonly queries: LogQueries }>;
}

/** The retry queue is a projection of the log: this acts on the tasks it is about. */
export function createRetries({ open }: RetriesDeps): Retries {
  return {
    async now(task, signal) {
      await using session = await open({ planOnly: false, jobs: 1 }, signal);
      const wanted = task === null ? null : session.queries.resolveTask(task);
      const pushes = session.log.pendingPushes().filter((push) =>
        wanted === null ? !(push.dead && isDropped(push)) : push.streamId === wanted
      );
      for (const { streamId, side } of pushes) {
        session.engine.post(streamId, { type: "Resend", side, evenDead: true });
      }
      await session.engine.quiet();
      await appendLogEvents(session.store, session.cachedFacts());
      return pushes.length;
    },
    async drop(task, signal) {
      await using session = await open({ planOnly: false, jobs: 1 }, signal);
      const streamId = session.queries.resolveTask(task);
      const pushes = session.log.pendingPushes().filter((push) =>
        push.streamId === streamId && !(push.dead && isDropped(push))
      );
      for (const { side } of pushes) await session.engine.ask(streamId, giveUp(side));
      return pushes.length;
    },
  };
}

function giveUp(side: Side) {
  return { type: "GiveUpPush", side, because: byHand } as const;
}
