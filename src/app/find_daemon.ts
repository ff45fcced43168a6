import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Daemon, Daemons } from "@/ports/daemon.ts";

interface Wanted {
  readonly config: Pick<Config, "stateDir" | "socketPaths">;
  readonly version: string;
  /** Told of what is not asked although it is there. */
  readonly warn?: (line: string) => void;
}

/**
 * The daemon that owns this state folder; `null`: none runs.
 * @throws {SyncError} `DAEMON_VERSION`: it is of another version; what {@link Daemons.connect} throws.
 */
export async function findDaemon(
  daemons: Daemons,
  { config, version, warn = () => {} }: Wanted,
): Promise<Daemon | null> {
  for (const path of socketsOf(daemons, config)) {
    const place = daemons.look(path);
    if (place.kind === "foreign") warn(foreignSocket(path, place.owner));
    const daemon = await daemons.connect(path);
    if (daemon === null || daemon.info.stateDir !== config.stateDir) continue;
    if (daemon.info.version === version) return daemon;
    throw otherVersion(daemon, version);
  }
  return null;
}

/** Where a daemon may listen: where this folder's says that it does, then the usual places. */
export function socketsOf(
  daemons: Pick<Daemons, "noted">,
  { stateDir, socketPaths }: Wanted["config"],
): readonly string[] {
  const noted = daemons.noted(stateDir);
  return noted === null ? socketPaths : [...new Set([noted, ...socketPaths])];
}

export function foreignSocket(path: string, owner: number): string {
  return `the socket ${path} belongs to user ${owner}, not to you: whoever listens there is not asked`;
}

function otherVersion({ info }: Daemon, version: string): SyncError {
  return new SyncError(
    "DAEMON_VERSION",
    `Cannot ask the daemon: it is version ${info.version} (process ${info.pid}), this is ${version}`,
    {
      hint: "Restart it: `systemctl --user restart vikunja-sync`, or " +
        `\`kill ${info.pid}\` and start \`serve\` again.`,
    },
  );
}
