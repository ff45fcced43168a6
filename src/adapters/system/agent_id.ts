import { hostName } from "@system/host_name.ts";
import { thisProcess } from "@system/this_process.ts";

/** What is asked for where nobody says who it is. */
const nobody = "agent";

/**
 * Who claims: the name given, else `VIKUNJA_SYNC_AGENT`, else `EXARP_AGENT`; with the host, and with the id of
 * this process unless the next process is to count as the same agent.
 */
export function agentId(
  name: string | null,
  withPid: boolean,
  env: (name: string) => string | undefined,
): string {
  const set = [env("VIKUNJA_SYNC_AGENT"), env("EXARP_AGENT")]
    .map((value) => value?.trim()).find((value) => value !== undefined && value !== "");
  const parts = [name ?? set ?? nobody, hostName(), ...(withPid ? [String(thisProcess.pid)] : [])];
  return parts.join("-");
}
