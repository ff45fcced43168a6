import { byHand, isDropped } from "@/domain/dropped.ts";
import { rejectedLook } from "@/domain/rejected.ts";
import type { Side } from "@/domain/task.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { Retries } from "@/ports/daemon.ts";
import type { OpenOptions, Session } from "@/triggers/manual_sync.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";

export interface RetriesDeps {
  readonly open: (
    options: OpenOptions,
    signal: AbortSignal,
  ) => Promise<RetrySession>;
}

type RetrySession = Session & {
  readonly queries: LogQueries;
  /** Reads the projects anew: one may be writable by now. */
  readonly renewProjects: (signal: AbortSignal) => Promise<unknown>;
};

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
      const looked = await lookAnew(session, wanted, signal);
      await appendLogEvents(session.store, session.cachedFacts());
      return pushes.length + looked;
    },
    async drop(task, signal) {
      await using session = await open({ planOnly: false, jobs: 1 }, signal);
      const streamId = session.queries.resolveTask(task);
      const pushes = session.log.pendingPushes().filter((push) =>
        push.streamId === streamId && !(push.dead && isDropped(push))
      );
      for (const { side } of pushes) await session.engine.ask(streamId, giveUp(side));
      const isOf = ({ task }: { readonly task: string }) => task === streamId;
      const leftOut = session.queries.leftOutList().filter((each) =>
        isOf(each) && !each.isAccepted
      );
      const rejected = session.queries.deadLetterList().filter((each) =>
        each.streamId === streamId
      );
      if (leftOut.length + rejected.length > 0) {
        await session.engine.ask(streamId, { type: "AcceptLeftOut" });
      }
      return pushes.length + leftOut.length + rejected.length;
    },
  };
}

/** Reads what was left out or could not be worked on from both sides, and asks for it again; how many tasks that were. */
async function lookAnew(
  { queries, engine, replicas, renewProjects, editClock }: RetrySession,
  wanted: string | null,
  signal: AbortSignal,
): Promise<number> {
  const isWanted = (streamId: string, isAccepted: boolean) =>
    wanted === null ? !isAccepted : streamId === wanted;
  const leftOut = queries.leftOutList().filter(({ task, isAccepted }) => isWanted(task, isAccepted))
    .map(({ task }) => task);
  const rejected = new Map(
    queries.deadLetterList().filter(({ streamId }) => isWanted(streamId, false))
      .map(({ streamId, message }) => [streamId, rejectedLook(JSON.parse(message))]),
  );
  const streams = [...new Set([...leftOut, ...rejected.keys()])];
  if (streams.length === 0) return 0;
  await renewProjects(signal);
  for (const streamId of streams) {
    const known = queries.vikunjaIdOf(streamId);
    const vikunjaId = known ?? rejected.get(streamId)?.vikunjaId ?? null;
    const [here] = await replicas.taskwarrior.read([streamId], signal);
    const [there] = vikunjaId === null
      ? []
      : await replicas.vikunja.read([String(vikunjaId)], signal);
    const isNews = known === null && vikunjaId !== null && there?.kind === "present";
    engine.post(streamId, {
      type: "Look",
      readings: [
        ...(here === undefined || isNews && here.kind !== "present" ? [] : [{
          side: "taskwarrior" as const,
          reading: editClock.toServerClock("taskwarrior", here),
        }]),
        ...(there === undefined ? [] : [{ side: "vikunja" as const, reading: there }]),
      ],
      ...(isNews ? { link: { vikunjaId, because: "created" as const } } : {}),
    });
    engine.post(streamId, { type: "RetryLeftOut" });
  }
  await engine.quiet();
  return streams.length;
}

function giveUp(side: Side) {
  return { type: "GiveUpPush", side, because: byHand } as const;
}
