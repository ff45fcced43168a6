import { memory } from "@system/memory.ts";
import { thisProcess } from "@system/this_process.ts";
import { openDeliveryJournal } from "@/adapters/fs/delivery_journal.ts";
import { createFailureNote } from "@/adapters/fs/failure_note.ts";
import { lastingWatch } from "@/adapters/fs/lasting_watch.ts";
import { createProcessMarks } from "@/adapters/fs/process_mark.ts";
import { createSpool } from "@/adapters/fs/spool.ts";
import { watchSpool } from "@/adapters/fs/watch_spool.ts";
import { webhookStore } from "@/adapters/fs/webhook_store.ts";
import { createTracer } from "@/adapters/system/open_telemetry.ts";
import { dataSignature } from "@/adapters/taskwarrior/data_signature.ts";
import { systemFiles } from "@/adapters/taskwarrior/system_files.ts";
import { watchHooks } from "@/adapters/taskwarrior/watch_hooks.ts";
import type { DaemonPorts } from "@/app/daemon_ports.ts";
import { projectWebhooks } from "@/app/setup/project_webhooks.ts";
import { enginePorts } from "@/compose/engine_ports.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";

/** How often the data are looked at; that takes about 20 µs. */
const timing = { lookMs: 100, placeMs: 1_000 };

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
    watchSpool: (onChange) => watchSpool({ runtime, stateDir, say: io.warn }, onChange),
    /**
     * The folder is not watched but looked at: a watch opens and closes each file that it tells of, and closing one
     * takes away the locks that this process has on it while it reads (3, SQLite) or writes (2.6).
     */
    watchData(folder, onChange) {
      const signature = () => dataSignature(systemFiles, folder);
      return lastingWatch({
        runtime,
        folder,
        signature,
        onChange,
        say: io.warn,
        watch: null,
        timing,
      });
    },
    watchHooks: (folder, onChange) => watchHooks({ runtime, files: systemFiles }, folder, onChange),
    webhooks: projectWebhooks(
      config,
      webhookStore(stateDir),
      async () => (await import("@/compose/accounts.ts")).accounts(config, io),
    ),
    memory,
  };
}
