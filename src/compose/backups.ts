import { hostName } from "@system/host_name.ts";
import { thisProcess } from "@system/this_process.ts";
import { backupFiles } from "@/adapters/backup/backup_files.ts";
import { textFiles } from "@/adapters/fs/text_files.ts";
import { createFileLocks } from "@/adapters/locks/file_locks.ts";
import { lockLog } from "@/adapters/locks/log_lock.ts";
import { createLogCopies } from "@/adapters/sqlite/log_copies.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createBackups } from "@/app/backup/backups.ts";
import { noFacts } from "@/app/run/memory_facts.ts";
import { accountOf } from "@/app/setup/setup_deps.ts";
import { how } from "@/compose/log_options.ts";
import type { setupDeps } from "@/compose/setup_deps.ts";
import type { Config } from "@/config/config.ts";
import type { Backups } from "@/ports/backups.ts";

/** Whoever makes or removes backups in a folder is done in seconds; a large one takes a minute. */
const lockPatienceMs = 60_000;

export function composeBackups(
  config: Config,
  version: string,
  setup: () => Promise<ReturnType<typeof setupDeps>>,
): Backups {
  const { stateDir, lockTimeoutMs: timeoutMs } = config;
  const { folder } = config.backup;
  const locks = createFileLocks(null);
  return createBackups({
    config,
    version,
    host: hostName(),
    runtime,
    folder,
    workingFolder: thisProcess.folder(),
    store: backupFiles,
    log: createLogCopies(stateDir, how),
    readFile: textFiles.read,
    async taskwarrior(signal) {
      const { openTaskwarrior, io } = await setup();
      const lines = await openTaskwarrior(noFacts, io.warn).exported(signal);
      return { lines, tasks: lines.length };
    },
    async vikunja(signal) {
      using account = accountOf(await setup());
      const { projects, tasks } = await account.everything(signal);
      const lines = [
        ...projects.map((project) => `{"project":${project}}`),
        ...tasks.map((task) => `{"task":${task}}`),
      ];
      return { lines, tasks: tasks.length };
    },
    alone(folder, work, signal) {
      const options = {
        timeoutMs: lockPatienceMs,
        strategy: "flock",
        shared: false,
        holder: "backup",
      } as const;
      return locks.withFile(`${folder}/.backups`, options, work, signal);
    },
    lockLog: (signal) => lockLog({ stateDir, timeoutMs, command: "backup restore" }, signal),
  });
}
