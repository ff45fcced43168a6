import { asSyncError } from "@/domain/errors.ts";
import type { Claims, Granted } from "@/ports/claims.ts";
import type { LeasedCommandResult, RunLeased } from "@/ports/leased_command.ts";
import type { RunCommandLine } from "@/ports/command_line.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import { keepLease } from "@/triggers/keep_lease.ts";

/** A command whose lease is lost, or that is stopped, gets this long to end. */
const killAfterMs = 5_000;

interface Task {
  readonly command: readonly string[];
  readonly forMs: number;
}

interface RunLeasedDeps {
  readonly claims: Claims;
  readonly runCommandLine: RunCommandLine;
  readonly runtime: Runtime;
  readonly warn: (line: string) => void;
  /** By which commands of ours that it runs have the same configuration. */
  readonly named: Readonly<Record<string, string>>;
}

/** Claims, runs, renews by itself and releases; a command whose lease is lost is stopped. */
export function createRunLeased(
  { claims, runCommandLine, runtime, warn, named }: RunLeasedDeps,
): RunLeased {
  return async ({ task, command, agent, forMs }, signal) => {
    const claim = await claims.claimTask(task, { agent, forMs });
    if (!claim.ok) return { kind: "refused", refusal: claim };
    try {
      return await runUnder(claim, { command, forMs }, signal);
    } finally {
      await release(claim);
    }
  };

  /** Ends early, without an error, when the signal comes. */
  async function wait(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(runtime, ms, signal).catch((thrown: unknown) => {
      if (!signal.aborted) throw thrown;
    });
  }

  /** A lease that cannot be given back ends by itself. */
  async function release({ task, token, until }: Granted): Promise<void> {
    try {
      await claims.releaseTask(task, token);
    } catch (thrown) {
      warn(`the task stays claimed for now: ${asSyncError(thrown).message} (${until})`);
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
      wait,
      elapsed: () => runtime.elapsed(),
      onTrouble: (error) => warn(`the lease was not renewed: ${error.message}`),
    }, over.signal);
    const kept = keeping.then((lost) => {
      if (lost !== null) stop.abort(new Error("the lease was lost"));
      return lost;
    });
    const env = {
      ...named,
      VIKUNJA_SYNC_CLAIM_TASK: claim.task,
      VIKUNJA_SYNC_CLAIM_TOKEN: String(claim.token),
      VIKUNJA_SYNC_AGENT: claim.agent,
    };
    const either = AbortSignal.any([signal, stop.signal]);
    try {
      const line = { command, args, env, killAfterMs };
      const code = await runCommandLine(line, either, warn);
      over.abort();
      return { kind: "ended", claim, code, lost: await kept };
    } finally {
      over.abort();
    }
  }
}
