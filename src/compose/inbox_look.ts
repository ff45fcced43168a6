import type { LookWith } from "@/app/inbox/inbox.ts";
import { openEngine } from "@/app/run/open_engine.ts";
import { enginePorts } from "@/compose/engine_ports.ts";
import { logToRead } from "@/compose/logs.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";

/** The log as it is, beside whoever owns it, with all that is decided by: nothing is written, and nobody is asked. */
export function inboxLook(config: Config, io: Io): LookWith {
  return async (signal, see) => {
    const log = await logToRead(config, io.warn)();
    if (log === null) return await see(null);
    const openLog = () =>
      Promise.resolve({ log, [Symbol.asyncDispose]: () => Promise.resolve(log.close()) });
    const options = { config, command: "inbox", planOnly: true, jobs: config.jobs };
    await using opened = await openEngine({ ...enginePorts(config, io), openLog }, options, signal);
    return await see(opened);
  };
}
