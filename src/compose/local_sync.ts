import { drainSpool, hasWakes } from "@/adapters/fs/spool.ts";
import type { Io } from "@/cli/deps.ts";
import type { Config } from "@/config/config.ts";
import { asSyncError } from "@/domain/errors.ts";
import type { Sync } from "@/ports/operations.ts";
import { createManualSync } from "@/triggers/manual_sync.ts";
import { lookAtWakes } from "@/compose/look_at_wakes.ts";
import { openSession } from "@/compose/session.ts";

/** One run by this process, which takes the wake-ups along: what it reads is newer than any of them. */
export function createOneSync(config: Config, io: Io, takesWakes = true): Sync {
  return createManualSync({
    async open(options, signal) {
      const session = await openSession(config, io, "sync", options, signal);
      if (takesWakes && !options.planOnly) drainSpool(config.stateDir);
      return session;
    },
    elapsed: () => performance.now(),
  });
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
