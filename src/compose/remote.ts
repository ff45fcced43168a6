import { connectDaemon, type DaemonClient, errorOf } from "@/adapters/http/daemon_client.ts";
import { lookAtSocket } from "@/adapters/http/socket_place.ts";
import { notedSocket } from "@/adapters/fs/socket_note.ts";
import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Json, JsonObject } from "@/domain/json.ts";
import type { Retries } from "@/ports/daemon.ts";
import type { Inspect, Progress, Repair, Status, Sync, SyncSummary } from "@/ports/operations.ts";

/**
 * The daemon that owns this state folder; `null`: none runs.
 * @throws {SyncError} `DAEMON_VERSION`: it is of another version; what {@link connectDaemon} throws.
 */
export async function findDaemon(
  config: Config,
  version: string,
  warn: (line: string) => void = () => {},
): Promise<DaemonClient | null> {
  for (const path of socketsOf(config)) {
    const place = lookAtSocket(path);
    if (place.kind === "foreign") warn(foreignSocket(path, place.owner));
    const daemon = await connectDaemon(path);
    if (daemon === null || daemon.info.stateDir !== config.stateDir) continue;
    if (daemon.info.version === version) return daemon;
    throw otherVersion(daemon, version);
  }
  return null;
}

/** Where a daemon may listen: where this folder's says that it does, then the usual places. */
export function socketsOf({ stateDir, socketPaths }: Config): readonly string[] {
  const noted = notedSocket(stateDir);
  return noted === null ? socketPaths : [...new Set([noted, ...socketPaths])];
}

export function foreignSocket(path: string, owner: number): string {
  return `the socket ${path} belongs to user ${owner}, not to you: whoever listens there is not asked`;
}

function otherVersion({ info }: DaemonClient, version: string): SyncError {
  return new SyncError(
    "DAEMON_VERSION",
    `Cannot ask the daemon: it is version ${info.version} (process ${info.pid}), this is ${version}`,
    {
      hint: "Restart it: `systemctl --user restart vikunja-sync`, or " +
        `\`kill ${info.pid}\` and start \`serve\` again.`,
    },
  );
}

/** `sync` by the daemon; a plan is made here, on a copy of the log. */
export function remoteSync(daemon: DaemonClient, plan: () => Promise<Sync["plan"]>): Sync {
  return {
    async run(options, progress, signal) {
      const body = options as unknown as Json;
      for await (const line of daemon.lines("POST", "/v1/sync", body, signal)) {
        const said = line as JsonObject;
        if ("alive" in said) continue;
        if ("progress" in said) progress(said["progress"] as unknown as Progress);
        else if ("result" in said) return said["result"] as unknown as SyncSummary;
        else throw errorOf(said);
      }
      throw new SyncError("DAEMON_GONE", "Cannot hear the daemon: it ended in the middle", {
        retryable: true,
      });
    },
    plan: async (options, progress, signal) => await (await plan())(options, progress, signal),
  };
}

/** Where a daemon runs, it knows how things are; the log is read here, beside it. */
export function remoteInspect(
  findDaemon: () => Promise<DaemonClient | null>,
  local: () => Promise<Inspect>,
): Inspect {
  return {
    async status(signal) {
      const daemon = await findDaemon();
      if (daemon === null) return await (await local()).status(signal);
      return await daemon.call("GET", "/v1/status") as unknown as Status;
    },
    find: async (name, signal) => await (await local()).find(name, signal),
    log: async (task, after, signal) => await (await local()).log(task, after, signal),
    conflicts: async (signal) => await (await local()).conflicts(signal),
  };
}

export function remotePick(daemon: DaemonClient): Repair["pick"] {
  return async (conflictId, side) => {
    await daemon.call("POST", "/v1/pick", { conflictId, side });
  };
}

export function remoteRetries(daemon: DaemonClient): Retries {
  const count = (answer: Json) => Number((answer as JsonObject)["result"]);
  return {
    now: async (task) => count(await daemon.call("POST", "/v1/retry/now", { task })),
    drop: async (task) => count(await daemon.call("POST", "/v1/retry/drop", { task })),
  };
}

/** The log is checked and rebuilt as a whole, by whoever has it alone. */
export function refuseRepair({ info }: DaemonClient): Promise<never> {
  return Promise.reject(
    new SyncError("LOCKED", `Cannot repair while the daemon runs (process ${info.pid})`, {
      hint: "Stop it: `systemctl --user stop vikunja-sync.socket vikunja-sync.service`, or " +
        `\`kill ${info.pid}\`; start it again after.`,
    }),
  );
}
