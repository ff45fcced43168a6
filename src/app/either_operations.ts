import type { Steps } from "@/domain/steps.ts";
import type { LogHistory } from "@/app/history/history.ts";
import type { Claims } from "@/ports/claims.ts";
import type { Retries } from "@/ports/daemon.ts";
import type { Inbox } from "@/ports/inbox.ts";
import type { Held, Repair, Status, Sync } from "@/ports/operations.ts";
import type { Asking, EitherName, Operations } from "@/ports/operations_table.ts";
import type { TakingBack } from "@/ports/take_back.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";

/** What does the work, had when it is asked for. */
export interface Workers {
  status(signal: AbortSignal): Promise<Status>;
  sync(): Promise<Sync>;
  pick(): Promise<Repair["pick"]>;
  picks(): Promise<Repair["picks"]>;
  retries(): Promise<Retries>;
  held(): Promise<Held["answer"]>;
  inbox(): Promise<Inbox>;
  edits(): Promise<TaskEdits>;
  takingBack(): Promise<TakingBack>;
  history<T>(look: (history: LogHistory) => Steps<T>, signal: AbortSignal): Promise<T>;
  /** Most have no use for the signal, which is made for whoever looks at it. */
  claims<T>(
    act: (claims: Claims) => Promise<T>,
    asking: Pick<Asking, "signal">,
  ): Promise<T>;
}

/** The operations that the daemon and a process without one have in common. */
export function eitherOperations(workers: Workers): Operations<EitherName> {
  const { claims, history } = workers;
  return {
    status: (_, { signal }) => workers.status(signal),
    sync: async (options, { progress, signal }) =>
      await (await workers.sync()).run(options, progress, signal),
    plan: async (options, { progress, signal }) =>
      await (await workers.sync()).plan(options, progress, signal),
    async pick({ conflictId, side }, { signal }) {
      const pick = await workers.pick();
      await pick(conflictId, side, signal);
      return true;
    },
    picks: async ({ picks }, { signal }) => await (await workers.picks())(picks, signal),
    retryNow: async ({ task }, { signal }) => await (await workers.retries()).now(task, signal),
    retryDrop: async ({ task }, { signal }) => await (await workers.retries()).drop(task, signal),
    answerHeld: async ({ answer, tasks }, { signal }) =>
      await (await workers.held())(answer, tasks, signal),
    inbox: async (asked, { signal }) => await (await workers.inbox()).look(asked, signal),
    actOnInbox: async ({ acts }, { signal }) => await (await workers.inbox()).act(acts, signal),
    edit: async (edit, { signal }) => await (await workers.edits()).edit(edit, signal),
    add: async (task, { signal }) => await (await workers.edits()).add(task, signal),
    takeBack: async (asked, { signal }) =>
      await (await workers.takingBack()).takeBack(asked, signal),
    history: (filter, { signal }) => history((by) => by.list(filter), signal),
    operation: ({ position, most }, { signal }) =>
      history((by) => by.operation(position, most), signal),
    diff: (asked, { signal }) => history((by) => by.diff(asked), signal),
    taskAt: ({ task, at }, { signal }) => history((by) => by.taskAt(task, at), signal),
    tasksAt: ({ at }, { signal }) => history((by) => by.tasksAt(at), signal),
    claimTask: ({ task, ...options }, asking) =>
      claims((by) => by.claimTask(task, options), asking),
    batchClaimTasks: ({ tasks, ...options }, asking) =>
      claims((by) => by.batchClaimTasks(tasks, options), asking),
    claimNextTask: ({ filter, ...options }, asking) =>
      claims((by) => by.claimNextTask(filter, options), asking),
    renewLease: ({ task, ...lease }, asking) => claims((by) => by.renewLease(task, lease), asking),
    releaseTask: ({ task, token }, asking) => claims((by) => by.releaseTask(task, token), asking),
    cleanupExpiredLocks: (_, asking) => claims((by) => by.cleanupExpiredLocks(), asking),
  };
}
