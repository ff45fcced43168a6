import type { Config } from "@/config/config.ts";
import { backupName } from "@/app/backup/last_backup.ts";
import { withoutSecrets } from "@/app/backup/own_settings.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { BackupDraft, BackupStore } from "@/ports/backup_store.ts";
import { type CreateOptions, type MadeBackup, partNames } from "@/ports/backups.ts";
import type { LogCopies } from "@/ports/log_copies.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** A side as JSON texts, a line each. */
interface SideLines {
  readonly lines: readonly string[];
  readonly tasks: number;
}

export interface CreateDeps {
  readonly config: Pick<Config, "stateDir" | "profile" | "file" | "server">;
  readonly version: string;
  readonly host: string;
  readonly runtime: Pick<Runtime, "now">;
  readonly store: Pick<BackupStore, "begin">;
  readonly log: LogCopies;
  /** Text of the configuration file; `null`: there is none. */
  readonly readFile: (path: string) => Promise<string | null>;
  /** Tasks as Taskwarrior exports them. */
  readonly taskwarrior: (signal: AbortSignal) => Promise<SideLines>;
  /** Projects and tasks as the server tells them. */
  readonly vikunja: (signal: AbortSignal) => Promise<SideLines>;
}

/** In one folder one at a time. The log comes first: what the sides show besides was done since, and comes again. */
export async function createBackup(
  deps: CreateDeps,
  folder: string,
  { withoutServer }: Pick<CreateOptions, "withoutServer">,
  signal: AbortSignal,
): Promise<MadeBackup> {
  const { log, config, runtime } = deps;
  if (!log.isThere()) {
    throw new SyncError(
      "NOT_FOUND",
      `Cannot make a backup: there is no log in ${config.stateDir}`,
      {
        hint: "Run `vikunja-sync sync` first.",
      },
    );
  }
  const madeAt = runtime.now().toISOString();
  const name = backupName({ profile: config.profile, host: deps.host }, madeAt);
  using draft = deps.store.begin(folder, name);
  await log.copy(draft.pathOf(partNames.log));
  const { events, tasks, problems } = log.examine(
    draft.pathOf(partNames.log),
    `${config.stateDir}/log.db`,
    "events",
  );
  const [problem] = problems;
  if (problem !== undefined) {
    throw new SyncError("LOG_DAMAGED", `Cannot make a backup: the log is not whole: ${problem}`, {
      hint: "See `vikunja-sync log verify`. The backups that there are were left as they are.",
      details: { problems },
    });
  }
  const leftOut: string[] = [];
  const made: string[] = [partNames.log];
  const settings = await ownSettings(deps, leftOut);
  if (settings !== null) {
    draft.write(partNames.configuration, [settings]);
    made.push(partNames.configuration);
  }
  const side = async (part: "taskwarrior" | "vikunja", read: CreateDeps[typeof part]) => {
    const lines = await sideOf(part, read, leftOut, signal);
    if (lines === null) return null;
    draft.write(partNames[part], lines.lines);
    made.push(partNames[part]);
    return lines.tasks;
  };
  const taskwarrior = await side("taskwarrior", deps.taskwarrior);
  const vikunja = withoutServer ? null : await side("vikunja", deps.vikunja);
  return await finished(draft, made, {
    format: 1,
    madeAt,
    program: deps.version,
    host: deps.host,
    profile: config.profile,
    stateDir: config.stateDir,
    events,
    tasks: { log: tasks, taskwarrior, vikunja },
    leftOut,
  }, signal);
}

async function finished(
  draft: BackupDraft,
  made: readonly string[],
  said: Omit<MadeBackup["manifest"], "parts">,
  signal: AbortSignal,
): Promise<MadeBackup> {
  const manifest = { ...said, parts: draft.parts(made) };
  return { ...await draft.finish(manifest, signal), manifest };
}

async function ownSettings(
  { config: { file }, readFile }: CreateDeps,
  leftOut: string[],
): Promise<string | null> {
  const text = file === null ? null : await readFile(file);
  if (text === null) return null;
  const safe = await withoutSecrets(text);
  if (safe === null) {
    leftOut.push(`the configuration: its secrets could not be taken out of ${file}`);
  }
  return safe;
}

/** The log alone can be put back; so what a side does not tell now makes no backup impossible. */
async function sideOf(
  part: "taskwarrior" | "vikunja",
  read: (signal: AbortSignal) => Promise<SideLines>,
  leftOut: string[],
  signal: AbortSignal,
): Promise<SideLines | null> {
  try {
    return await read(signal);
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message } = asSyncError(thrown);
    if (code === "DISK_FULL") throw thrown;
    leftOut.push(`the tasks of ${part === "vikunja" ? "Vikunja" : "Taskwarrior"}: ${message}`);
    return null;
  }
}
