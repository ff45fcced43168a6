import type { ClaimsHere } from "@/app/claims_here.ts";
import { eitherOperations, type Workers } from "@/app/either_operations.ts";
import type { LookWith } from "@/app/inbox/inbox.ts";
import type { OpenRun } from "@/app/run/run.ts";
import type { OpenLog } from "@/ports/log.ts";
import type { Inspect } from "@/ports/operations.ts";
import type { EitherName, Operations } from "@/ports/operations_table.ts";

interface HerePorts {
  /** Reads in parallel. */
  readonly jobs: number;
  readonly openRun: OpenRun;
  readonly inspect: () => Promise<Pick<Inspect, "status">>;
  /** To look at the log and decide on it, without owning it. */
  readonly inboxLook: LookWith;
  /** In which tasks may be named as people do. */
  readonly openLog: OpenLog;
  /** Asked for once. */
  readonly claims: () => Promise<ClaimsHere>;
  /** The run of this command. */
  readonly sync: Workers["sync"];
}

/** What this process does itself, each loaded when it is asked for. */
export function operationsHere(
  { jobs, openRun, inspect, inboxLook, openLog, claims, sync }: HerePorts,
): Operations<EitherName> {
  let access: Promise<ClaimsHere> | null = null;
  return eitherOperations({
    status: async (signal) => await (await inspect()).status(signal),
    sync,
    async pick() {
      const { pickConflict } = await import("@/app/pick.ts");
      return (conflictId, side, signal) =>
        pickConflict(openRun, { conflictId, side, jobs }, signal);
    },
    async picks() {
      const { pickConflicts } = await import("@/app/pick.ts");
      return (picks, signal) => pickConflicts(openRun, { picks, jobs }, signal);
    },
    async retries() {
      return (await import("@/app/retries.ts")).createRetries(openRun);
    },
    async held() {
      const { answerHeld } = await import("@/app/held.ts");
      return (answer, tasks, signal) =>
        answerHeld({ open: openRun, jobs }, { answer, tasks }, signal);
    },
    async inbox() {
      const { createInbox } = await import("@/app/inbox/inbox.ts");
      return createInbox({ open: openRun, jobs, look: inboxLook });
    },
    async edits() {
      const { createTaskEdits } = await import("@/app/task_edits.ts");
      const { decodeProject } = await import("@/mapping/taskwarrior/project.ts");
      const open = (signal: AbortSignal) => openRun({ planOnly: false, jobs }, signal);
      return createTaskEdits({ open, projectPath: decodeProject });
    },
    async history(look) {
      const { lookBack } = await import("@/app/history/history_here.ts");
      return await lookBack(openLog, look);
    },
    async takingBack() {
      const { createTakingBack } = await import("@/app/taking_back/take_back.ts");
      return createTakingBack({ open: openRun, jobs });
    },
    async claims(act, { signal }) {
      const { withClaims } = await import("@/app/claims_here.ts");
      return await withClaims(await (access ??= claims()), act, signal);
    },
  });
}
