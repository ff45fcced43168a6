import { thisProcess } from "@system/this_process.ts";
import { createEngineMarks } from "@/adapters/fs/engine_marks.ts";
import { otherProfileNames } from "@/adapters/fs/profile_names.ts";
import { configFolder } from "@/config/paths.ts";
import { hookSpool } from "@/adapters/fs/hook_spool.ts";
import { ownProgram } from "@/adapters/fs/own_program.ts";
import { stateFiles } from "@/adapters/fs/state_files.ts";
import { textFiles } from "@/adapters/fs/text_files.ts";
import { createFileLocks } from "@/adapters/locks/file_locks.ts";
import { lockLog } from "@/adapters/locks/log_lock.ts";
import { runCommand, runIfThere } from "@/adapters/system/configuration_sources.ts";
import { isFromSource } from "@/adapters/system/own_command.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createLocalSynced } from "@/adapters/taskwarrior/local_synced.ts";
import { createLocalTaskwarrior } from "@/adapters/taskwarrior/local_taskwarrior.ts";
import type { DoctorDeps } from "@/app/doctor/examination.ts";
import type { LeavingDeps } from "@/app/leaving/parts.ts";
import type { InitDeps } from "@/app/setup/init.ts";
import { installedProgram } from "@/app/setup/self_install.ts";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { accounts } from "@/compose/accounts.ts";
import { daemons } from "@/adapters/http/daemons.ts";
import { enginePlace } from "@/adapters/system/engine_place.ts";
import { connectTaskwarrior, runsOf } from "@/compose/engine_ports.ts";
import { listStand, logToRead } from "@/compose/logs.ts";
import { webhooksOf } from "@/compose/webhooks.ts";
import { lastBackupOf } from "@/compose/last_backup.ts";
import { wordsOf } from "@/adapters/system/own_words.ts";
import { syncedData } from "@/compose/synced_data.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";

interface SetupParts {
  readonly config: Config;
  readonly io: Io;
  readonly version: string;
  /** The tasks of `deno.json`. */
  readonly tasks: Readonly<Record<string, string>>;
}

export function setupDeps({ config, io, version, tasks }: SetupParts): SetupDeps {
  return {
    config,
    io,
    version,
    runtime: systemRuntime,
    files: textFiles,
    run: runIfThere,
    env: thisProcess.env,
    ownCommand: (command) => wordsOf(command, tasks),
    openAccount: accounts(config, io),
    openTaskwarrior(facts, warn) {
      const { synced } = config.taskwarrior;
      const data = synced === null ? null : syncedData(config, synced, { warn, among: null });
      const { env, ports, replica } = connectTaskwarrior(config, { facts, warn, data });
      if (data !== null) {
        return createLocalSynced({ replica, synced: data, runtime: systemRuntime });
      }
      const runAsUser = (args: readonly string[]) => runCommand([ports.program.path, ...args], env);
      return createLocalTaskwarrior({ replica, ports, runAsUser, runtime: systemRuntime });
    },
    daemons,
    webhookStore: webhooksOf(config),
    spool: hookSpool(config.stateDir),
  };
}

export function initDeps(parts: SetupParts): InitDeps {
  return { ...setupDeps(parts), openRun: (config) => runsOf(config, parts.io, "init") };
}

export function leavingDeps(parts: SetupParts): LeavingDeps {
  const { stateDir, lockTimeoutMs: timeoutMs, profile } = parts.config;
  return {
    ...setupDeps(parts),
    openLog: logToRead(parts.config, parts.io.warn),
    lockLog: (signal) => lockLog({ stateDir, timeoutMs, command: "unlink" }, signal),
    stateFiles: stateFiles(stateDir),
    program: installedProgram({ files: textFiles, env: thisProcess.env }),
    marks: createEngineMarks(enginePlace(parts.config), profile),
    otherProfiles: () => otherProfileNames(configFolder(thisProcess.env), profile),
  };
}

export function selfInstallDeps(parts: SetupParts) {
  return { ...setupDeps(parts), ownProgram: ownProgram(isFromSource()) };
}

export function doctorDeps(parts: SetupParts): DoctorDeps {
  const { status: lockStatus } = createFileLocks(null);
  return {
    ...setupDeps(parts),
    openLog: logToRead(parts.config, parts.io.warn),
    listStand: () => listStand(parts.config),
    lockStatus,
    lastBackupAt: () => lastBackupOf(parts.config),
  };
}
