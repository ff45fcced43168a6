import { type OpenRun, withRun } from "@/app/run/run.ts";
import { SyncError } from "@/domain/errors.ts";
import type { DamagedLog, Salvaged } from "@/ports/damaged_log.ts";
import type { Log } from "@/ports/log.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { Repair } from "@/ports/operations.ts";

const everything = { projects: [], full: true, allowMassDelete: false } as const;

/** The log, owned by this process until it is disposed of. */
interface WholeLog extends AsyncDisposable {
  readonly log: Pick<Log, "integrity" | "rebuild" | "reader">;
}

interface RepairDeps {
  /** Reads in parallel. */
  readonly jobs: number;
  /** `null`: there is none yet. @throws {SyncError} `LOCKED`, `LOG_DAMAGED`, … */
  readonly ownLog: (signal: AbortSignal) => Promise<WholeLog | null>;
  readonly damaged: DamagedLog;
  readonly openRun: OpenRun;
}

/** Mends what can be mended by itself, and says the rest. */
export function createRepair({ jobs, ownLog, damaged, openRun }: RepairDeps): Repair["repair"] {
  return async ({ dryRun }, signal) => {
    const findings: string[] = [];
    let repaired = 0;
    try {
      await using owned = await ownLog(signal);
      if (owned === null) return { findings: ["there is no log yet"], repaired: 0 };
      const problems = owned.log.integrity();
      findings.push(...problems);
      if (!dryRun) {
        owned.log.rebuild();
        repaired += problems.length - owned.log.integrity().length;
      }
      findings.push(...givenUp(owned.log.reader));
    } catch (thrown) {
      if (!(thrown instanceof SyncError) || thrown.code !== "LOG_DAMAGED" || dryRun) throw thrown;
      throw savedFrom(damaged, thrown);
    }
    const frame = { open: () => openRun({ planOnly: dryRun, jobs }, signal) };
    return await withRun(frame, async ({ compare, counters }) => {
      const { warnings, events } = await compare({ ...everything, jobs }, () => {}, signal);
      const planned = counters.planned.map(({ side, action, title }) =>
        `would ${action} ${JSON.stringify(title)} in ${side}`
      );
      const { created, updated, deleted } = counters.tally;
      const written = [created, updated, deleted].map((count) => count.taskwarrior + count.vikunja);
      const value = {
        findings: [...findings, ...warnings, ...planned],
        repaired: dryRun ? 0 : written.reduce((sum, count) => sum + count, repaired),
      };
      return { value, events };
    });
  };
}

/** What became of a log that cannot be repaired, with the way on; the log itself stays as it is. */
function savedFrom({ path, survey, salvage }: DamagedLog, cause: SyncError): SyncError {
  if (survey().events === 0) {
    return new SyncError("LOG_DAMAGED", cause.message, {
      cause,
      hint:
        `Nothing in it can be read; it was left as it is. Move ${path} aside, with its -wal and -shm ` +
        "where there are such, then run `sync`: tasks of the same project and title are linked again.",
    });
  }
  const saved = salvage();
  return new SyncError("LOG_DAMAGED", cause.message, {
    cause,
    hint: `${saved.events} events of ${saved.streams} tasks were saved to ${saved.path}; the ` +
      "damaged log was left as it is. Move it aside and the saved one to its place, then run `sync --full`." +
      leftOverHint(saved),
    details: { ...saved },
  });
}

function leftOverHint({ leftOver }: Salvaged): string {
  if (leftOver === null) return "";
  return ` In ${leftOver.path} is what could be read, but not what came before it in its task ` +
    `(events: ${leftOver.events}): to be looked at, nothing reads that file.`;
}

function givenUp(reader: LogQueries): readonly string[] {
  return reader.deadLetterList().map(({ streamId, reason }) =>
    `task ${streamId}: a message was given up on: ${reason}`
  );
}
