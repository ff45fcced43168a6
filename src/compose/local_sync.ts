import { forgetUnlogged, noteUnlogged } from "@/adapters/fs/failure_note.ts";
import { drainSpool, hasWakes } from "@/adapters/fs/spool.ts";
import type { Io } from "@/ports/io.ts";
import type { Config } from "@/config/config.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Sync } from "@/ports/operations.ts";
import { ofTheLog } from "@/triggers/run_failure.ts";
import { createManualSync, type OpenOptions } from "@/triggers/manual_sync.ts";
import { lookAtWakes } from "@/compose/look_at_wakes.ts";
import { type LoggedSession, openSession } from "@/compose/session.ts";

/** One run by this process, which takes the wake-ups along: what it reads is newer than any of them. */
export function createOneSync(config: Config, io: Io, takesWakes = true): Sync {
  const sync = createManualSync({
    async open(options, signal) {
      const session = await openNoting(config, io, options, signal);
      if (takesWakes && !options.planOnly) drainSpool(config.stateDir);
      return session;
    },
    elapsed: () => performance.now(),
  });
  return {
    plan: sync.plan,
    run: (options, progress, signal) =>
      sync.run(options, progress, signal).catch((thrown: unknown) => {
        const error = asSyncError(thrown);
        if (ofTheLog.has(error.code)) noteHere(config, error);
        throw thrown;
      }),
  };
}

function noteHere({ stateDir }: Config, error: SyncError): void {
  noteUnlogged(stateDir, error, new Date().toISOString());
}

/** Where not even the log can be opened, that is kept beside it. */
async function openNoting(
  ...[config, io, options, signal]: [Config, Io, OpenOptions, AbortSignal]
): Promise<LoggedSession> {
  try {
    const session = await openSession(config, io, "sync", options, signal);
    if (!options.planOnly) forgetUnlogged(config.stateDir);
    return session;
  } catch (thrown) {
    const error = asSyncError(thrown);
    const isOwn = error.code !== "LOCKED" && error.code !== "ABORTED";
    if (isOwn && !options.planOnly) {
      noteHere(config, error);
    }
    throw thrown;
  }
}

/**
 * `sync` by this process. Whoever left a wake-up meanwhile could not have the log, so once it is let go of the
 * spool is looked at again. A run over some projects only leaves the wake-ups to a whole one.
 */
export function createLocalSync(config: Config, io: Io): Sync {
  const whole = createOneSync(config, io);
  const partial = createOneSync(config, io, false);
  return {
    plan: whole.plan,
    async run(options, progress, signal) {
      if (options.projects.length > 0) return await partial.run(options, progress, signal);
      const summary = await whole.run(options, progress, signal);
      if (hasWakes(config.stateDir)) {
        await lookAtWakes(config, () => Promise.resolve(whole), signal).catch((thrown: unknown) => {
          const error = asSyncError(thrown);
          // Another process has the log: what was put back is its own to look at.
          if (error.code !== "LOCKED") io.warn(`what changed meanwhile waits: ${error.message}`);
        });
      }
      return summary;
    },
  };
}
