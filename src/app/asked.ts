import type { Claims } from "@/ports/claims.ts";
import type { Retries } from "@/ports/daemon.ts";
import type { Inspect, Repair, Sync } from "@/ports/operations.ts";
import type { Ask, Asking, EitherName } from "@/ports/operations_table.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";

type AskOne = Ask<EitherName>;

/** Of what has no progress to tell. */
export const silently = (signal: AbortSignal): Asking => ({ signal, progress: () => {} });

/** The ports of the commands, over what answers operations. */
export function syncAsked(ask: AskOne): Sync["run"] {
  return (options, progress, signal) => ask("sync", options, { progress, signal });
}

export function statusAsked(ask: AskOne): Inspect["status"] {
  return (signal) => ask("status", {}, silently(signal));
}

export function pickAsked(ask: AskOne): Repair["pick"] {
  return async (conflictId, side, signal) => {
    await ask("pick", { conflictId, side }, silently(signal));
  };
}

export function retriesAsked(ask: AskOne): Retries {
  return {
    now: (task, signal) => ask("retryNow", { task }, silently(signal)),
    drop: (task, signal) => ask("retryDrop", { task }, silently(signal)),
  };
}

export function editsAsked(ask: AskOne): TaskEdits {
  return { edit: (edit, signal) => ask("edit", edit, silently(signal)) };
}

/** `list`: readers never wait for the one that writes. */
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
