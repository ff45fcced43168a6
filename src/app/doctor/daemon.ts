import { silently } from "@/app/asked.ts";
import { type Check, type Examined, note, ok, wrong } from "@/app/doctor/examination.ts";
import { findDaemon, foreignSocket, socketsOf } from "@/app/find_daemon.ts";
import type { Finding } from "@/ports/setup.ts";

/** Whether one runs for this state folder, of this version, and is well. */
export const checkDaemon: Check = async (examined, signal) => {
  const { daemons, version } = examined;
  examined.daemon = await findDaemon(daemons, examined);
  if (examined.daemon === null) return [...foreignSockets(examined), await noDaemon(examined)];
  const { pid, error, listen, polls } = await examined.daemon.ask("daemon", {}, silently(signal));
  const takes = listen === null
    ? `asks Vikunja every ${Math.round(polls.everyMs / 1000)} s`
    : `listens on ${listen}`;
  if (error === null) return [ok("daemon", `process ${pid}, version ${version}, ${takes}`)];
  return [wrong("daemon", `it cannot work: ${error.message}`, "vikunja-sync status")];
};

function foreignSockets({ config, daemons }: Examined): readonly Finding[] {
  return socketsOf(daemons, config).flatMap((path) => {
    const place = daemons.look(path);
    if (place.kind !== "foreign") return [];
    return [wrong("daemon", foreignSocket(path, place.owner), `ls -l ${path}`)];
  });
}

async function noDaemon({ config, daemons }: Examined): Promise<Finding> {
  const start = "vikunja-sync install units, or vikunja-sync serve";
  for (const path of socketsOf(daemons, config)) {
    const other = await daemons.connect(path);
    if (other === null) continue;
    const says = `the one that runs (process ${other.info.pid}) is for ${other.info.stateDir}`;
    return note("daemon", `none for ${config.stateDir}; ${says}`, start);
  }
  return note("daemon", "none runs: changes are carried over by `sync` only", start);
}
