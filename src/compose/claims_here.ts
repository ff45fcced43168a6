import { createEngineMarks } from "@/adapters/fs/engine_marks.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { enginePlace } from "@/adapters/system/engine_place.ts";
import { createLeaseClock } from "@/adapters/system/lease_clock.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { claimsOf, withClaims } from "@/app/claims_here.ts";
import type { Workers } from "@/app/either_operations.ts";
import type { Config } from "@/config/config.ts";
import type { Claims } from "@/ports/claims.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { exists, logPath, ownLog } from "@/compose/state_folder.ts";

/** `command`: for those who wait for the log meanwhile. */
export function claimsHere(config: Config, command: string): Workers["claims"] {
  const { stateDir, lockTimeoutMs } = config;
  const here = enginePlace(stateDir);
  const access = {
    own: (signal: AbortSignal) => ownLog({ stateDir, lockTimeoutMs, command }, signal),
    here,
    marks: createEngineMarks(here),
    clock: createLeaseClock(),
  };
  return (act, signal) => withClaims(access, act, signal);
}

/** Readers never wait for the one that writes. */
export async function listClaimsHere({ stateDir }: Config): ReturnType<Claims["listClaims"]> {
  const path = logPath(stateDir);
  if (!exists(path)) return [];
  using log = openLog({ path, projections: logProjections, runtime: systemRuntime });
  return await claimsOf(log, createLeaseClock()).listClaims();
}
