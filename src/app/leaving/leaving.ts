import type { Part } from "@/app/leaving/part.ts";
import { type LeavingDeps, partsOf } from "@/app/leaving/parts.ts";
import { socketsOf } from "@/app/find_daemon.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import { sleep } from "@/ports/waits.ts";
import type { DaemonInfo } from "@/ports/daemon.ts";
import type { Leaving, LeavingReport, Trace } from "@/ports/leaving.ts";

/**
 * Parts go one after the other, each by what is there then, so that a run that was interrupted is gone on with by the
 * next. State and what follows it go only where all before them went: they tell what is left to do.
 */
export function createLeaving(deps: LeavingDeps): Leaving {
  return {
    async plan(options, signal) {
      const daemon = await daemonHere(deps);
      const takes: Trace[] = [];
      const stays: string[] = [];
      const warnings: string[] = [];
      for (const part of partsOf(deps, options)) {
        try {
          const says = await part.look(signal);
          if (says !== null) takes.push({ part: part.part, says });
          stays.push(...await part.stays?.(signal) ?? []);
        } catch (thrown) {
          signal.throwIfAborted();
          warnings.push(`${part.part}: ${asSyncError(thrown).message}`);
        }
      }
      if (daemon !== null) warnings.push(`the daemon (process ${daemon.pid}) is stopped`);
      return { takes, stays, warnings: [...warnings, ...await unfinished(deps, options)] };
    },
    async carryOut(options, tell, signal) {
      const [units, ...others] = partsOf(deps, options);
      const removed: Trace[] = [];
      const failed: LeavingReport["failed"][number][] = [];
      const take = async (part: Part) => {
        signal.throwIfAborted();
        try {
          const says = await part.look(signal);
          await part.remove(signal);
          if (says === null) return;
          removed.push({ part: part.part, says });
          tell({ part: part.part, says });
        } catch (thrown) {
          signal.throwIfAborted();
          const { code, message, hint } = asSyncError(thrown);
          failed.push({ part: part.part, code, message, hint });
        }
      };
      if (units !== undefined) await take(units);
      await stopDaemon(deps, signal);
      await using _owned = await isThereALog(deps) ? await deps.lockLog(signal) : null;
      for (const part of others) if (!isLast(part) || failed.length === 0) await take(part);
      return { removed, failed };
    },
  };
}

function isLast({ part }: Part): boolean {
  return part === "state" || part === "configuration" || part === "program";
}

/** The lock makes its folder, which is not to be there afterwards. */
async function isThereALog({ files, config }: LeavingDeps): Promise<boolean> {
  return await files.facts(config.stateDir) !== null;
}

/** Of whatever version. */
async function daemonHere(deps: LeavingDeps): Promise<DaemonInfo | null> {
  const { daemons, config } = deps;
  for (const path of socketsOf(daemons, config)) {
    if (daemons.look(path).kind !== "socket") continue;
    const info = (await daemons.connect(path).catch(() => null))?.info;
    if (info?.stateDir === config.stateDir) return info;
  }
  return null;
}

const patienceMs = 10_000;
const lookEveryMs = 100;

/** One that no unit of ours runs: it was started by hand, or by `init`. It gives back the log by itself. */
async function stopDaemon(deps: LeavingDeps, signal: AbortSignal): Promise<void> {
  const { run, runtime } = deps;
  const daemon = await daemonHere(deps);
  if (daemon === null) return;
  await run(["kill", String(daemon.pid)]);
  const untilMs = runtime.elapsed() + patienceMs;
  while (await daemonHere(deps) !== null) {
    signal.throwIfAborted();
    if (runtime.elapsed() > untilMs) throw stillThere(daemon);
    await sleep(runtime, lookEveryMs);
  }
}

function stillThere({ pid }: DaemonInfo): SyncError {
  return new SyncError(
    "LOCKED",
    `Cannot take anything away: the daemon (process ${pid}) still runs`,
    {
      retryable: true,
      hint:
        "It was asked to end, and does not, or something starts it again. Stop that, and run this again.",
    },
  );
}

/** What is only in the log, or only on one side. */
async function unfinished(
  { openLog }: LeavingDeps,
  { keepLog }: { readonly keepLog: boolean },
): Promise<readonly string[]> {
  const log = await openLog().catch(() => null);
  if (log === null) return [];
  using _ = log;
  const pending = log.reader.pendingList().length;
  const conflicts = log.reader.conflictCount();
  const claims = log.claims.leased().length;
  return [
    ...pending === 0
      ? []
      : [`${pending} changes have not been carried over: each stays on its side (\`status\`)`],
    ...conflicts === 0 || keepLog
      ? []
      : [`${conflicts} conflicts are open: what lost is only in the log (--keep-log keeps it)`],
    ...claims === 0 ? [] : [
      `${claims} tasks are claimed: what shows it stays on them unless they are released before`,
    ],
  ];
}
