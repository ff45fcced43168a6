import { salvage, type Salvaged, surveyDamage } from "@/adapters/sqlite/salvage.ts";
import type { Io } from "@/ports/io.ts";
import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { Repair } from "@/ports/operations.ts";
import { openRun } from "@/app/open_engine.ts";
import { pickConflict } from "@/app/pick.ts";
import { withRun } from "@/app/run.ts";
import { enginePorts } from "@/compose/engine_ports.ts";
import { exists, logPath, ownLog } from "@/compose/state_folder.ts";

const everything = { projects: [], full: true, allowMassDelete: false } as const;

/** Mends what can be mended by itself, and says the rest. */
export function createRepair(config: Config, io: Io): Repair {
  const { stateDir, lockTimeoutMs, jobs } = config;

  const pick: Repair["pick"] = (conflictId, side, signal) =>
    pickConflict(
      (options) =>
        openRun(
          enginePorts(config, io),
          { ...options, config, command: "conflicts pick" },
          signal,
        ),
      { conflictId, side, jobs },
      signal,
    );

  async function repair(
    { dryRun }: { readonly dryRun: boolean },
    signal: AbortSignal,
  ): Promise<{ readonly findings: readonly string[]; readonly repaired: number }> {
    if (!await exists(logPath(stateDir))) return { findings: ["there is no log yet"], repaired: 0 };
    const own = { stateDir, lockTimeoutMs, command: "repair", now: () => new Date() };
    const findings: string[] = [];
    let repaired = 0;
    try {
      await using owned = await ownLog(own, signal);
      const problems = owned.log.integrity();
      findings.push(...problems);
      if (!dryRun) {
        owned.log.rebuild();
        repaired += problems.length - owned.log.integrity().length;
      }
      findings.push(...givenUp(owned.log.reader));
    } catch (thrown) {
      if (!(thrown instanceof SyncError) || thrown.code !== "LOG_DAMAGED" || dryRun) throw thrown;
      throw savedFrom(logPath(stateDir), thrown);
    }
    const options = { config, command: "repair", planOnly: dryRun, jobs };
    const frame = { open: () => openRun(enginePorts(config, io), options, signal) };
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
  }

  return { pick, repair };
}

/** What became of a log that cannot be repaired, with the way on; the log itself stays as it is. */
function savedFrom(path: string, cause: SyncError): SyncError {
  if (surveyDamage(path).events === 0) {
    return new SyncError("LOG_DAMAGED", cause.message, {
      cause,
      hint:
        `Nothing in it can be read; it was left as it is. Move ${path} aside, with its -wal and -shm ` +
        "where there are such, then run `sync`: tasks of the same project and title are linked again.",
    });
  }
  const saved = salvage(path, new Date());
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
