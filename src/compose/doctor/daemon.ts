import { connectDaemon } from "@/adapters/http/daemon_client.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { Finding } from "@/ports/setup.ts";
import { findDaemon, foreignSocket, socketsOf } from "@/compose/remote.ts";
import { lookAtSocket } from "@/adapters/http/socket_place.ts";
import { type Check, type Examined, note, ok, wrong } from "@/compose/doctor/examination.ts";

/** Whether one runs for this state folder, of this version, and is well. */
export const checkDaemon: Check = async (examined) => {
  const { config, version } = examined;
  examined.daemon = await findDaemon(config, version);
  if (examined.daemon === null) return [...foreignSockets(examined), await noDaemon(examined)];
  const status = await examined.daemon.call("GET", "/v1/daemon") as unknown as DaemonStatus;
  const { pid, error, listen, polls } = status;
  const takes = listen === null
    ? `asks Vikunja every ${Math.round(polls.everyMs / 1000)} s`
    : `listens on ${listen}`;
  if (error === null) return [ok("daemon", `process ${pid}, version ${version}, ${takes}`)];
  return [wrong("daemon", `it cannot work: ${error.message}`, "vikunja-sync status")];
};

function foreignSockets({ config }: Examined): readonly Finding[] {
  return socketsOf(config).flatMap((path) => {
    const place = lookAtSocket(path);
    if (place.kind !== "foreign") return [];
    return [wrong("daemon", foreignSocket(path, place.owner), `ls -l ${path}`)];
  });
}

async function noDaemon({ config }: Examined): Promise<Finding> {
  const start = "vikunja-sync install units, or vikunja-sync serve";
  for (const path of socketsOf(config)) {
    const other = await connectDaemon(path);
    if (other === null) continue;
    const says = `the one that runs (process ${other.info.pid}) is for ${other.info.stateDir}`;
    return note("daemon", `none for ${config.stateDir}; ${says}`, start);
  }
  return note("daemon", "none runs: changes are carried over by `sync` only", start);
}
