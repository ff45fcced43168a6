import { remoteClaims } from "@/adapters/http/claim_client.ts";
import type { DaemonClient } from "@/adapters/http/daemon_client.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { createEngineMarks } from "@/adapters/fs/engine_marks.ts";
import { enginePlace } from "@/adapters/system/engine_place.ts";
import { createLeaseClock } from "@/adapters/system/lease_clock.ts";
import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import type { Log } from "@/ports/log.ts";
import type { Claims } from "@/ports/claims.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { refuseOtherEngine } from "@/triggers/belonging.ts";
import { createClaims } from "@/triggers/claims.ts";
import { exists, logPath, ownLog } from "@/compose/state_folder.ts";

export interface ClaimsAccess {
  readonly config: Config;
  /** Of the command, for those who wait for the log. */
  readonly command: string;
  /** Asked before each call: a daemon can start and end while a lease is being kept. */
  readonly daemon: () => Promise<DaemonClient | null>;
  readonly signal: AbortSignal;
}

const now = () => new Date();

/** Claims over the log of a process that owns it. */
export function claimsOf(
  log: Pick<Log, "store" | "claims">,
  clock = createLeaseClock(),
  onChange: () => void = () => {},
): Claims {
  return createClaims({
    store: log.store,
    queries: log.claims,
    clock,
    projectPath: decodeProject,
    onChange,
  });
}

/** Claims by the daemon where one runs, else on the log itself, which is owned for each call anew. */
export function createClaimsAccess(access: ClaimsAccess): Claims {
  const clock = createLeaseClock();

  async function call<T>(act: (claims: Claims) => Promise<T>): Promise<T> {
    const daemon = await access.daemon();
    if (daemon !== null) return await act(remoteClaims(daemon));
    try {
      await using owned = await own();
      refuseCopies(owned.log);
      return await act(claimsOf(owned.log, clock));
    } catch (thrown) {
      if (!(thrown instanceof SyncError) || thrown.code !== "LOCKED") throw thrown;
      const started = await access.daemon();
      if (started === null) throw thrown;
      return await act(remoteClaims(started));
    }
  }

  /** A copy of the log would hand out the same tasks once more. */
  function refuseCopies({ reader }: Pick<Log, "reader">): void {
    const folder = reader.binding("taskwarrior")?.["folder"];
    if (typeof folder !== "string") return;
    const here = enginePlace(access.config.stateDir);
    refuseOtherEngine({ log: reader, marks: createEngineMarks(here), here }, folder);
  }

  function own() {
    const { config: { stateDir, lockTimeoutMs }, command, signal } = access;
    return ownLog({ stateDir, lockTimeoutMs, command, now }, signal);
  }

  return {
    claimTask: (...given) => call((claims) => claims.claimTask(...given)),
    batchClaimTasks: (...given) => call((claims) => claims.batchClaimTasks(...given)),
    claimNextTask: (...given) => call((claims) => claims.claimNextTask(...given)),
    renewLease: (...given) => call((claims) => claims.renewLease(...given)),
    releaseTask: (...given) => call((claims) => claims.releaseTask(...given)),
    cleanupExpiredLocks: () => call((claims) => claims.cleanupExpiredLocks()),
    /** Readers never wait for the one that writes. */
    async listClaims() {
      const path = logPath(access.config.stateDir);
      if (!await exists(path)) return [];
      using log = openLog({ path, projections: logProjections, now });
      return await claimsOf(log, clock).listClaims();
    },
  };
}
