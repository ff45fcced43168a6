import { memory } from "@system/memory.ts";
import { thisProcess } from "@system/this_process.ts";
import { openDeliveryJournal } from "@/adapters/fs/delivery_journal.ts";
import { createFailureNote } from "@/adapters/fs/failure_note.ts";
import { createProcessMarks } from "@/adapters/fs/process_mark.ts";
import { provenWatch } from "@/adapters/fs/proven_watch.ts";
import { createSpool } from "@/adapters/fs/spool.ts";
import { watchSpool } from "@/adapters/fs/watch_spool.ts";
import { watchUnopened } from "@/adapters/fs/watch_unopened.ts";
import { watchFolder } from "@/adapters/taskchampion/watch_folder.ts";
import { createTracer } from "@/adapters/system/open_telemetry.ts";
import {
  dataFileSignature,
  dataNames,
  settlesInMs,
} from "@/adapters/taskwarrior/stored/data_signature.ts";
import { systemFiles } from "@/adapters/taskwarrior/stored/system_files.ts";
import { webhooksOf } from "@/compose/webhooks.ts";
import { watchHooks } from "@/adapters/taskwarrior/program/watch_hooks.ts";
import { createQuietPace, steadyPace } from "@/app/daemon/asking_pace.ts";
import type { DaemonPorts } from "@/app/daemon/ports.ts";
import { projectWebhooks } from "@/app/setup/project_webhooks.ts";
import type { AmongLists } from "@/compose/among_lists.ts";
import { enginePorts } from "@/compose/engine_ports.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";
import { every } from "@/ports/waits.ts";

/** `among`: where it is one of many lists of this process. */
export async function daemonPorts(
  config: Config,
  io: Io,
  among: AmongLists | null = null,
): Promise<DaemonPorts> {
  const { stateDir } = config;
  const tracer = await createTracer(thisProcess.env("OTEL_DENO") !== undefined);
  const ports = enginePorts(config, io, tracer, among);
  const { runtime } = ports;
  const pace = among === null ? steadyPace : createQuietPace(runtime);
  return {
    ...ports,
    forgetFailure: createFailureNote(stateDir, runtime).forget,
    markDaemon: () => createProcessMarks(stateDir, thisProcess.pid).mark("daemon"),
    openJournal: () => openDeliveryJournal(`${stateDir}/deliveries`, runtime),
    drainSpool: () => void createSpool(stateDir, runtime).drain(),
    watchSpool: (onChange) => watchSpool({ runtime, stateDir, say: io.warn }, onChange),
    watchData(folder, onChange, onProof) {
      const { synced } = config.taskwarrior;
      if (synced !== null) {
        const { at, everyMs } = synced;
        if (at.kind === "server") return every(runtime, () => pace.syncMs(everyMs), onChange);
        return watchFolder({ runtime, files: systemFiles }, at.folder, onChange);
      }
      return provenWatch({
        runtime,
        folder,
        names: dataNames,
        signatureOf: (name) => dataFileSignature(systemFiles, folder, name),
        waitFor: (name) => settlesInMs(systemFiles, folder, name),
        onChange,
        onProof,
        say: io.warn,
        watch: (...told) =>
          watchUnopened({ folder, names: dataNames, place: `${stateDir}/watch` }, ...told),
      });
    },
    watchHooks: (folder, onChange) => watchHooks({ runtime, files: systemFiles }, folder, onChange),
    webhooks: projectWebhooks(
      config,
      webhooksOf(config, among),
      async () => (await import("@/compose/accounts.ts")).accounts(config, io),
    ),
    memory: { ...memory, bytes: () => thisProcess.memoryBytes() },
    pace,
    // A replica has no hooks of anybody's, and many together give memory back but once.
    ...among === null ? {} : { watchSpool: nothing, watchHooks: nothing, memory: among.memory },
  };
}

const nothing = (): Disposable => ({ [Symbol.dispose]() {} });
