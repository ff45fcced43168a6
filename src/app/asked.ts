import type { Claims } from "@/ports/claims.ts";
import { restated, SyncError } from "@/domain/errors.ts";
import type { Daemon, Retries } from "@/ports/daemon.ts";
import type { Inbox } from "@/ports/inbox.ts";
import type { Held, Inspect, Repair, Sync } from "@/ports/operations.ts";
import type { Ask, Asking, EitherName } from "@/ports/operations_table.ts";
import type { TakingBack } from "@/ports/take_back.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";

type AskOne = Ask<EitherName>;

/** Of what has no progress to tell. */
export const silently = (signal: AbortSignal): Asking => ({ signal, progress: () => {} });

/** The ports of the commands, over what answers operations. */
export function syncAsked(ask: AskOne): Sync["run"] {
  return (options, progress, signal) => ask("sync", options, { progress, signal });
}

export function syncOrPlan(ask: AskOne): Sync {
  return {
    run: syncAsked(ask),
    plan: (options, progress, signal) => ask("plan", options, { progress, signal }),
  };
}

/** Where a daemon runs, it knows how things are; the log is read here, beside it. */
export function inspectAsked(ask: AskOne, here: () => Promise<Inspect>): Inspect {
  return {
    status: (signal) => ask("status", {}, silently(signal)),
    find: async (name, signal) => await (await here()).find(name, signal),
    log: async (task, after, signal) => await (await here()).log(task, after, signal),
    show: async (name, signal) => await (await here()).show(name, signal),
    tasks: async (signal) => await (await here()).tasks(signal),
    names: async (signal) => await (await here()).names(signal),
    pickedConflicts: async (signal) => await (await here()).pickedConflicts(signal),
    conflicts: async (signal) => await (await here()).conflicts(signal),
  };
}

/** The log is checked and rebuilt as a whole, by whoever has it alone. */
export function repairAsked(
  ask: AskOne,
  daemon: () => Promise<Pick<Daemon, "info"> | null>,
  here: () => Promise<Repair["repair"]>,
): Repair {
  return {
    async pick(conflictId, side, signal) {
      await ask("pick", { conflictId, side }, silently(signal));
    },
    picks: (picks, signal) => ask("picks", { picks }, silently(signal)),
    async repair(options, signal) {
      const running = await daemon();
      if (running !== null) throw repairRefused(running.info.pid);
      return await (await here())(options, signal);
    },
  };
}

function repairRefused(pid: number): SyncError {
  return new SyncError("LOCKED", `Cannot repair while the daemon runs (process ${pid})`, {
    hint: "Stop it: `systemctl --user stop vikunja-sync.socket vikunja-sync.service`, or " +
      `\`kill ${pid}\`; start it again after.`,
  });
}

export function retriesAsked(ask: AskOne): Retries {
  return {
    now: (task, signal) => ask("retryNow", { task }, silently(signal)),
    drop: (task, signal) => ask("retryDrop", { task }, silently(signal)),
  };
}

export function heldAsked(ask: AskOne): Held {
  return {
    answer: (answer, tasks, signal) => ask("answerHeld", { answer, tasks }, silently(signal)),
  };
}

export function takingBackAsked(ask: AskOne): TakingBack {
  return { takeBack: (asked, signal) => ask("takeBack", asked, silently(signal)) };
}

export function inboxAsked(ask: AskOne): Inbox {
  return {
    look: (asked, signal) => ask("inbox", asked, silently(signal)),
    act: (acts, signal) => ask("actOnInbox", { acts }, silently(signal)),
  };
}

/** `uuid`: one that nobody has. */
export function editsAsked(ask: AskOne, uuid: () => string): TaskEdits {
  return {
    edit: (edit, signal) => ask("edit", edit, silently(signal)),
    async add(asked, signal) {
      // Named here, so that it can be asked for again whatever became of the first time.
      const task = { ...asked, uuid: asked.uuid ?? uuid() };
      try {
        return await ask("add", task, silently(signal));
      } catch (thrown) {
        if (!(thrown instanceof SyncError) || !thrown.retryable) throw thrown;
        const again = `Run it again with --uuid ${task.uuid}: then it is not made twice.`;
        throw restated(thrown, { hint: thrown.hint === null ? again : `${thrown.hint} ${again}` });
      }
    },
  };
}

/** `list`: readers wait for the one that writes for a commit at most. */
export function claimsAsked(
  ask: AskOne,
  signal: AbortSignal,
  list: Claims["listClaims"],
): Claims {
  const how = silently(signal);
  return {
    claimTask: (task, options) => ask("claimTask", { task, ...options }, how),
    batchClaimTasks: (tasks, options) => ask("batchClaimTasks", { tasks, ...options }, how),
    claimNextTask: (filter, options) => ask("claimNextTask", { filter, ...options }, how),
    renewLease: (task, lease) => ask("renewLease", { task, ...lease }, how),
    releaseTask: (task, token) => ask("releaseTask", { task, token }, how),
    cleanupExpiredLocks: () => ask("cleanupExpiredLocks", {}, how),
    listClaims: list,
  };
}
