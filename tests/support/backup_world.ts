import { backupFiles } from "@/adapters/backup/backup_files.ts";
import { createLogCopies } from "@/adapters/sqlite/log_copies.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createBackups } from "@/app/backup/backups.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { linked, observed } from "@tests/support/log_events.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

type BackupsDeps = Parameters<typeof createBackups>[0];

export const { signal } = new AbortController();

/** As the program has them, but for the sides and the locks. */
export function backupDeps(stateDir: string, now: () => Date): BackupsDeps {
  return {
    config: { stateDir, store: null, profile: null, file: null, server: null },
    version: "1.2.3",
    host: "here",
    runtime: { now },
    folder: `${stateDir}/backups`,
    workingFolder: stateDir,
    store: backupFiles,
    log: createLogCopies(stateDir, { projections: logProjections, runtime: systemRuntime }),
    readFile: () => Promise.resolve(null),
    taskwarrior: () => Promise.resolve({ lines: ['{"description":"milk"}'], tasks: 1 }),
    vikunja: () => Promise.resolve({ lines: ['{"task":{"title":"milk"}}'], tasks: 1 }),
    alone: (_folder, work) => work(),
    lockLog: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
  };
}

/** A state folder with a log of some tasks, and its backups. */
export async function backupWorld(changes: Partial<BackupsDeps> = {}) {
  const folder = tempFolder();
  let at = Date.parse("2026-11-20T10:00:00Z");
  const logPath = folder.file("log.db");
  const deps = { ...backupDeps(folder.path, () => new Date(at)), ...changes };
  const add = async (id: number) => {
    using log = logAt(logPath);
    await log.store.append([{
      streamId: `task-${id}`,
      expectedVersion: 0,
      events: [observed("taskwarrior", `task ${id}`), linked(id)],
    }]);
  };
  await add(1);
  return {
    ...folder,
    deps,
    backups: createBackups(deps),
    logPath,
    add,
    later: (ms: number) => void (at += ms),
    create: () => createBackups(deps).create({ withoutServer: false }, signal),
    /** How many events the log has. */
    events() {
      using log = logAt(logPath);
      return log.reader.eventCount();
    },
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
}
