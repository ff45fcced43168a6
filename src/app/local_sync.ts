import type { Config } from "@/config/config.ts";
import { asSyncError } from "@/domain/errors.ts";
import type { FailureNote } from "@/ports/failure_note.ts";
import type { Sync } from "@/ports/operations.ts";
import type { QuietWatch } from "@/ports/quiet.ts";
import type { EnginePorts } from "@/app/run/engine_ports.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import { quietBasis, quietEnd } from "@/app/quiet/quiet_end.ts";
import { openRun } from "@/app/run/open_engine.ts";
import type { OpenRunOptions, Run } from "@/app/run/run.ts";
import { type HookRunDeps, runHook } from "@/triggers/hook_run.ts";
import { ofTheLog } from "@/triggers/run_failure.ts";

/** Wake-ups that hooks leave, and the marks of those who look at them. */
export interface WakeSpool extends Pick<HookRunDeps, "drain" | "mark" | "unmark" | "putBack"> {
  /** Whether somebody left one, or is about to. */
  hasWakes(): boolean;
}

export interface LocalSyncPorts extends EnginePorts {
  readonly spool: WakeSpool;
  readonly failures: Pick<FailureNote, "note" | "forget">;
  readonly quiet?: QuietWatch | null | undefined;
}

/** One run by this process, which takes the wake-ups along: what it reads is newer than any of them. */
export function createOneSync(ports: LocalSyncPorts, config: Config, takesWakes = true): Sync {
  const { spool, failures, quiet } = ports;

  async function open(
    { alone: _, ...options }: OpenRunOptions,
    signal: AbortSignal,
  ): Promise<Run> {
    const { planOnly } = options;
    const run = await openNoting(options, signal);
    if (takesWakes && !planOnly) spool.drain();
    if (takesWakes) quiet?.begins(quietBasis(config, run));
    return run;
  }

  /** Where not even the log can be opened, that is kept beside it. */
  async function openNoting(options: OpenRunOptions, signal: AbortSignal): Promise<Run> {
    try {
      const run = await openRun(ports, { ...options, config, command: "sync" }, signal);
      if (!options.planOnly) failures.forget();
      return run;
    } catch (thrown) {
      const error = asSyncError(thrown);
      const isOwn = error.code !== "LOCKED" && error.code !== "ABORTED";
      if (isOwn && !options.planOnly) failures.note(error);
      throw thrown;
    }
  }

  const sync = createManualSync(open, (ended) => {
    const end = ended.isStill ? quietEnd(ended.run, config, ended) : null;
    if (end !== null) quiet?.ends(end);
  });
  return {
    plan: sync.plan,
    run: (options, progress, signal) =>
      sync.run(options, progress, signal).catch((thrown: unknown) => {
        const error = asSyncError(thrown);
        if (ofTheLog.has(error.code)) failures.note(error);
        throw thrown;
      }),
  };
}

/**
 * `sync` by this process. Whoever left a wake-up meanwhile could not have the log, so once it is let go of the
 * spool is looked at again. A run over some projects only leaves the wake-ups to a whole one.
 */
export function createLocalSync(ports: LocalSyncPorts, config: Config): Sync {
  const whole = createOneSync(ports, config);
  const partial = createOneSync(ports, config, false);
  return {
    plan: whole.plan,
    async run(options, progress, signal) {
      if (options.projects.length > 0) return await partial.run(options, progress, signal);
      const summary = await whole.run(options, progress, signal);
      if (ports.spool.hasWakes()) {
        const sync = () => Promise.resolve(whole);
        await lookAtWakes(ports, { sync, jobs: config.jobs }, signal).catch((thrown: unknown) => {
          const error = asSyncError(thrown);
          // Another process has the log: what was put back is its own to look at.
          if (error.code === "LOCKED") return;
          ports.asking.warn(`what changed meanwhile waits: ${error.message}`);
        });
      }
      return summary;
    },
  };
}

/** Looks until no wake-up waits; how many there were. One that could not be looked at stays in the spool. */
export function lookAtWakes(
  { spool }: Pick<LocalSyncPorts, "spool">,
  { sync, jobs }: Pick<HookRunDeps, "sync" | "jobs">,
  signal: AbortSignal,
): Promise<number> {
  const { drain, mark, unmark, putBack } = spool;
  return runHook({ drain, mark, unmark, putBack, sync, jobs }, signal);
}
