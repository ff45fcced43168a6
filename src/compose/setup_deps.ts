import { thisProcess } from "@system/this_process.ts";
import { fileURLToPath } from "node:url";
import { hookSpool } from "@/adapters/fs/hook_spool.ts";
import { textFiles } from "@/adapters/fs/text_files.ts";
import { webhookStore } from "@/adapters/fs/webhook_store.ts";
import { createFileLocks } from "@/adapters/locks/file_locks.ts";
import { runCommand, runIfThere } from "@/adapters/system/configuration_sources.ts";
import { ownCommand } from "@/adapters/system/own_command.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createLocalTaskwarrior } from "@/adapters/taskwarrior/local_taskwarrior.ts";
import type { DoctorDeps } from "@/app/doctor/examination.ts";
import { openRun } from "@/app/open_engine.ts";
import type { InitDeps } from "@/app/setup/init.ts";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { accounts } from "@/compose/accounts.ts";
import { daemons } from "@/compose/daemons.ts";
import { enginePorts } from "@/compose/engine_ports.ts";
import { logToRead } from "@/compose/log_to_read.ts";
import { connectTaskwarrior, taskEnvironment, taskwarriorPorts } from "@/compose/replicas.ts";
import type { Config } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";
import type { OpenTaskwarrior } from "@/ports/local_taskwarrior.ts";

interface SetupParts {
  readonly config: Config;
  readonly io: Io;
  readonly version: string;
  /** The tasks of `deno.json`. */
  readonly tasks: Readonly<Record<string, string>>;
}

export function setupDeps({ config, io, version, tasks }: SetupParts): SetupDeps {
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  return {
    config,
    io,
    version,
    runtime: systemRuntime,
    files: textFiles,
    run: runIfThere,
    env: (name) => thisProcess.env(name),
    ownCommand: (command) => ownCommand(command, tasks, main),
    openAccount: accounts(config, io),
    openTaskwarrior: localTaskwarrior(config),
    daemons,
    webhookStore: webhookStore(config.stateDir),
    spool: hookSpool(config.stateDir),
  };
}

export function initDeps(parts: SetupParts): InitDeps {
  const { config, io } = parts;
  return {
    ...setupDeps(parts),
    openRun: (options, signal) =>
      openRun(enginePorts(config, io), { ...options, config, command: "init --adopt" }, signal),
  };
}

export function doctorDeps(parts: SetupParts): DoctorDeps {
  const openLog = logToRead(parts.config.stateDir);
  return { ...setupDeps(parts), openLog, lockStatus: createFileLocks(null).status };
}

function localTaskwarrior(config: Config): OpenTaskwarrior {
  const { program } = config.taskwarrior;
  return (facts, warn) =>
    createLocalTaskwarrior({
      replica: connectTaskwarrior(config, facts, warn),
      ports: taskwarriorPorts(config),
      runAsUser: (args) => runCommand([program, ...args], taskEnvironment(config)),
    });
}
