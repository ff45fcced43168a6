import { byHand, isDropped } from "@/domain/dropped.ts";
import { rejectedLook } from "@/domain/rejected.ts";
import type { Side } from "@/domain/task.ts";
import type { Retries } from "@/ports/daemon.ts";
import { type OpenRun, type Run, withRun } from "@/app/run/run.ts";

/** The retry queue is a projection of the log: this acts on the tasks it is about. */
export function createRetries(openRun: OpenRun): Retries {
  const open = (signal: AbortSignal) => ({
    open: () => openRun({ planOnly: false, jobs: 1 }, signal),
  });
  return {
    now: (task, signal) =>
      withRun(open(signal), async (run) => {
        const { log, engine } = run;
        const wanted = task === null ? null : log.resolveTask(task);
        const pushes = log.pendingPushes().filter((push) =>
          wanted === null
            ? !push.isOutside && !(push.dead && isDropped(push))
            : push.streamId === wanted
        );
        for (const { streamId, side } of pushes) {
          engine.post(streamId, { type: "Resend", side, evenDead: true });
        }
        await engine.quiet();
        const looked = await lookAnew(run, wanted === null ? null : new Set([wanted]), signal);
        return { value: pushes.length + looked };
      }),
    drop: (task, signal) =>
      withRun(open(signal), async ({ log, engine }) => {
        const streamId = log.resolveTask(task);
        const pushes = log.pendingPushes().filter((push) =>
          push.streamId === streamId && !(push.dead && isDropped(push))
        );
        for (const { side } of pushes) await engine.ask(streamId, giveUp(side));
        const leftOut = log.leftOutList().filter((each) =>
          each.task === streamId && !each.isAccepted
        );
        const rejected = log.deadLetterList().filter((each) => each.streamId === streamId);
        if (leftOut.length + rejected.length > 0) {
          await engine.ask(streamId, { type: "AcceptLeftOut" });
        }
        return { value: pushes.length + leftOut.length + rejected.length };
      }),
  };
}

/**
 * Reads what was left out or could not be worked on from both sides, and asks for it again: of these tasks, or of all
 * but what a person lets rest (`null`); how many tasks that were.
 */
export async function lookAnew(
  { log, engine, sides, editClock }: Run,
  wanted: ReadonlySet<string> | null,
  signal: AbortSignal,
): Promise<number> {
  const isWanted = (streamId: string, isAccepted: boolean) =>
    wanted === null ? !isAccepted : wanted.has(streamId);
  const leftOut = log.leftOutList().filter(({ task, isAccepted }) => isWanted(task, isAccepted))
    .map(({ task }) => task);
  const rejected = new Map(
    log.deadLetterList().filter(({ streamId }) => isWanted(streamId, false))
      .map(({ streamId, message }) => [streamId, rejectedLook(JSON.parse(message))]),
  );
  const streams = [...new Set([...leftOut, ...rejected.keys()])];
  if (streams.length === 0) return 0;
  // One may be writable by now.
  await sides.vikunja.projectPaths("server", signal);
  for (const streamId of streams) {
    const known = log.vikunjaIdOf(streamId);
    const vikunjaId = known ?? rejected.get(streamId)?.vikunjaId ?? null;
    const [here] = await sides.taskwarrior.read([streamId], signal);
    const [there] = vikunjaId === null ? [] : await sides.vikunja.read([String(vikunjaId)], signal);
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
