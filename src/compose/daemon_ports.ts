import { memory } from "@system/memory.ts";
import { thisProcess } from "@system/this_process.ts";
import { join } from "node:path";
import { openDeliveryJournal } from "@/adapters/fs/delivery_journal.ts";
import { createFailureNote } from "@/adapters/fs/failure_note.ts";
import { lastingWatch } from "@/adapters/fs/lasting_watch.ts";
import { createProcessMarks } from "@/adapters/fs/process_mark.ts";
import { createSpool, makeSpoolFolder, spoolName } from "@/adapters/fs/spool.ts";
import { webhookStore } from "@/adapters/fs/webhook_store.ts";
import { watchFolder } from "@/adapters/fs/watch_folder.ts";
import { createTracer } from "@/adapters/system/open_telemetry.ts";
import { fileSignature } from "@/adapters/taskwarrior/data_signature.ts";
import { systemFiles } from "@/adapters/taskwarrior/system_files.ts";
import type { DaemonPorts } from "@/app/daemon_ports.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";
import { enginePorts } from "@/compose/engine_ports.ts";
import { watchData, watchHooks } from "@/compose/watch_data.ts";

export async function daemonPorts(config: Config, io: Io): Promise<DaemonPorts> {
  const { stateDir } = config;
  const tracer = await createTracer(thisProcess.env("OTEL_DENO") !== undefined);
  const ports = enginePorts(config, io, tracer);
  const { runtime } = ports;
  return {
    ...ports,
    forgetFailure: createFailureNote(stateDir, runtime).forget,
    markDaemon: () => createProcessMarks(stateDir, thisProcess.pid).mark("daemon"),
    openJournal: () => openDeliveryJournal(`${stateDir}/deliveries`, runtime),
    drainSpool: () => void createSpool(stateDir, runtime).drain(),
    watchSpool(onChange) {
      const folder = makeSpoolFolder(stateDir);
      return lastingWatch({
        runtime,
        folder,
        watch: (...told) => watchFolder(folder, (name) => name === spoolName, ...told),
        signature: () => fileSignature(systemFiles, join(folder, spoolName)),
        onChange,
        say: io.warn,
      });
    },
    watchData: (folder, onChange) => watchData(runtime, folder, { onChange, say: io.warn }),
    watchHooks: (folder, onChange) => watchHooks(runtime, folder, onChange),
    webhooks: {
      async hooked() {
        const record = await webhookStore(stateDir).record();
        return record === null ? null : new Set(record.hooks.map(({ project }) => project));
      },
      async cover(signal) {
        const { coverNewProjects } = await import("@/app/setup/installation.ts");
        const { accounts } = await import("@/compose/accounts.ts");
        const deps = {
          config,
          openAccount: accounts(config, io),
          webhookStore: webhookStore(stateDir),
        };
        return (await coverNewProjects(deps, signal))?.created ?? [];
      },
    },
    memory,
  };
}
