import type { AtRest } from "@tests/simulation/oracles/rest.ts";

/** What is not in Taskwarrior any more, and asked about as missing there, was taken away by somebody, be it by an undo. */
export function faultsOfMissed({ log, taskwarrior, edits }: AtRest): readonly string[] {
  const isTaken = (task: string) =>
    edits.some(({ side, id, kind, isMeant, because }) =>
      side === "taskwarrior" && id === task && kind === "deleted" &&
      (isMeant || because.startsWith("`task undo`"))
    );
  return log.reader.conflictList().flatMap(({ task, because, lost, title }) =>
    because === "missing" && lost.side === "taskwarrior" && !taskwarrior.has(task) &&
      log.reader.presenceOf(task, "taskwarrior") === "missing" && !isTaken(task)
      ? [`missing in Taskwarrior, and nobody took it away: «${title}» (${task})`]
      : []
  );
}
