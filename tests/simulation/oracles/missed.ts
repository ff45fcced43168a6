import type { Log } from "@/ports/log.ts";
import type { AtRest } from "@tests/simulation/oracles/rest.ts";

/** A `task undo` of 2.6 that another command overlapped, by the time of edits. */
export interface CrossedUndo {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * What is not in Taskwarrior any more, and asked about as missing there, was taken away by somebody, be it by an undo.
 * `startMs`: when the time of edits began, by the clock of the log.
 */
export function faultsOfMissed(
  { log, taskwarrior, edits }: AtRest,
  crossed: readonly CrossedUndo[],
  startMs: number,
): readonly string[] {
  const isTaken = (task: string) =>
    edits.some(({ side, id, kind, isMeant, because }) =>
      side === "taskwarrior" && id === task && kind === "deleted" &&
      (isMeant || because.startsWith("`task undo`"))
    );
  return log.reader.conflictList().flatMap(({ task, because, lost, title }) =>
    because === "missing" && lost.side === "taskwarrior" && !taskwarrior.has(task) &&
      log.reader.presenceOf(task, "taskwarrior") === "missing" && !isTaken(task) &&
      !isMadeWithin(log, task, { crossed, startMs })
      ? [`missing in Taskwarrior, and nobody took it away: «${title}» (${task})`]
      : []
  );
}

/**
 * A limit: what we make while a `task undo` and another command of 2.6 have read and not written yet, both write over, and
 * with it every trace of it: the files are as after two undos, of which the first was of ours.
 */
function isMadeWithin(
  { store }: Log,
  task: string,
  { crossed, startMs }: { readonly crossed: readonly CrossedUndo[]; readonly startMs: number },
): boolean {
  const events = store.readStream(task);
  return events.some(({ event, recordedAt }) => {
    if (event.type !== "PushConfirmed" || event.data.side !== "taskwarrior") return false;
    const { request } = event.data;
    const asked = events.find(({ version }) => version === request)?.event;
    const atMs = Date.parse(recordedAt) - startMs;
    return asked?.type === "PushRequested" && asked.data.push.kind === "create" &&
      crossed.some(({ fromMs, untilMs }) => atMs >= fromMs && atMs <= untilMs);
  });
}
