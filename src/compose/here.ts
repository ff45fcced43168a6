import { createEngineMarks } from "@/adapters/fs/engine_marks.ts";
import { enginePlace } from "@/adapters/system/engine_place.ts";
import { createFailureNote } from "@/adapters/fs/failure_note.ts";
import { createSpool } from "@/adapters/fs/spool.ts";
import { leaseClock as clock } from "@/adapters/system/lease_clock.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { ClaimsHere } from "@/app/claims_here.ts";
import { createInspect } from "@/app/inspect.ts";
import { logToName, logToRead, ownLog } from "@/compose/logs.ts";
import type { Config } from "@/config/config.ts";
import { selectionWords } from "@/config/selection_words.ts";
import type { Io } from "@/ports/io.ts";
import type { Inspect } from "@/ports/operations.ts";

export function inspectHere(config: Config, { warn }: Io): Inspect {
  const { stateDir, server } = config;
  return createInspect({
    server: server?.url ?? null,
    selection: selectionWords(config.selection),
    openLog: logToRead(config, warn),
    openLogToName: logToName(config, warn),
    unloggedFailure: createFailureNote(stateDir, systemRuntime).read,
    waitingWakes: createSpool(stateDir, systemRuntime).waiting,
  });
}

/** `command`: for those who wait for the log meanwhile. */
export function claimsHere(config: Config, { warn }: Io, command: string): ClaimsHere {
  const here = enginePlace(config);
  const own = (signal: AbortSignal) => ownLog(config, command, signal, warn);
  const marks = createEngineMarks(here, config.profile);
  const rules = async () => (await import("@/app/run/mapping_rules.ts")).claimRulesBy(config);
  return { own, openLog: logToRead(config, warn), here, marks, clock, rules };
}
