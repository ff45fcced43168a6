import { waitFor } from "@/adapters/system/stop_signals.ts";
import type { Io } from "@/ports/io.ts";
import { asSyncError } from "@/domain/errors.ts";
import type { Claims, Granted } from "@/ports/claims.ts";
import type { LeasedCommandResult, RunLeased } from "@/ports/leased_command.ts";
import { keepLease } from "@/triggers/keep_lease.ts";
import { runCommandLine } from "@/compose/locked_command.ts";

/** A command whose lease is lost, or that is stopped, gets this long to end. */
const killAfterMs = 5_000;

interface Task {
  readonly command: readonly string[];
  readonly forMs: number;
}

/** Claims, runs, renews by itself and releases; a command whose lease is lost is stopped. */
export function createRunLeased(claims: Claims, io: Io): RunLeased {
  return async ({ task, command, agent, forMs }, signal) => {
    const claim = await claims.claimTask(task, { agent, forMs });
    if (!claim.ok) return { kind: "refused", refusal: claim };
    try {
      return await runUnder(claim, { command, forMs }, signal);
    } finally {
      await release(claim);
    }
  };

  /** A lease that cannot be given back ends by itself. */
  async function release({ task, token, until }: Granted): Promise<void> {
    try {
      await claims.releaseTask(task, token);
    } catch (thrown) {
      io.warn(`the task stays claimed for now: ${asSyncError(thrown).message} (${until})`);
    }
  }

  async function runUnder(
    claim: Granted,
    { command: [command = "", ...args], forMs }: Task,
    signal: AbortSignal,
  ): Promise<LeasedCommandResult> {
    const stop = new AbortController();
    const over = new AbortController();
    const keeping = keepLease(claim, {
      claims,
      forMs,
      wait: waitFor,
      elapsed: () => performance.now(),
      onTrouble: (error) => io.warn(`the lease was not renewed: ${error.message}`),
    }, over.signal);
    const kept = keeping.then((lost) => {
      if (lost !== null) stop.abort(new Error("the lease was lost"));
      return lost;
    });
    const env = {
      VIKUNJA_SYNC_CLAIM_TASK: claim.task,
      VIKUNJA_SYNC_CLAIM_TOKEN: String(claim.token),
      VIKUNJA_SYNC_AGENT: claim.agent,
    };
    const either = AbortSignal.any([signal, stop.signal]);
    try {
      const line = { command, args, env, killAfterMs };
      const code = await runCommandLine(line, either, io.warn);
      over.abort();
      return { kind: "ended", claim, code, lost: await kept };
    } finally {
      over.abort();
    }
  }
}
