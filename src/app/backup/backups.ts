import { createBackup, type CreateDeps } from "@/app/backup/create.ts";
import { keptBecause } from "@/app/backup/keeping.ts";
import { restoreBackup, type RestoreDeps } from "@/app/backup/restore.ts";
import { lastBackupAt } from "@/app/backup/last_backup.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type {
  BackupRow,
  Backups,
  Manifest,
  PrunedBackups,
  VerifiedBackup,
} from "@/ports/backups.ts";
import { partNames } from "@/ports/backups.ts";
import type { BackupStore } from "@/ports/backup_store.ts";
import { isAbsolute, join, resolveFrom } from "@/ports/paths.ts";

type BackupsDeps = CreateDeps & RestoreDeps & {
  readonly store: BackupStore;
  /** Absolute; where they all are. */
  readonly folder: string;
  /** Paths that a person names start here. */
  readonly workingFolder: string;
  /** While the work goes on nobody else makes or removes backups in that folder. @throws {SyncError} `LOCKED`. */
  readonly alone: <T>(folder: string, work: () => Promise<T>, signal: AbortSignal) => Promise<T>;
};

export function createBackups(deps: BackupsDeps): Backups {
  const { store, runtime, folder, config, host } = deps;

  async function row(path: string): Promise<BackupRow> {
    const known = { path, bytes: store.bytes(path) ?? 0, verifiedAt: store.verifiedAt(path) };
    try {
      return { ...known, manifest: await store.manifest(path), problem: null };
    } catch (thrown) {
      return { ...known, manifest: null, problem: asSyncError(thrown).message };
    }
  }

  async function verify(path: string, signal: AbortSignal): Promise<VerifiedBackup> {
    if (store.bytes(path) === null) throw noBackup(path);
    const problems = await problemsOf(path, signal);
    store.noteVerified(path, problems.length > 0 ? null : runtime.now().toISOString());
    return { path, problems };
  }

  async function problemsOf(path: string, signal: AbortSignal): Promise<readonly string[]> {
    try {
      store.check(path);
      using scratch = store.scratch(path);
      await store.unpack(path, scratch.path, signal);
      return deps.log.examine(join(scratch.path, partNames.log), path, "events").problems;
    } catch (thrown) {
      signal.throwIfAborted();
      const { code, message } = asSyncError(thrown);
      if (code !== "BACKUP_DAMAGED") throw thrown;
      return [message];
    }
  }

  return {
    create: (options, signal) =>
      deps.alone(folder, () => createBackup(deps, folder, options, signal), signal),
    list: async () => await Promise.all(store.list(folder).map(row)),
    verify,
    restore: (path, approve, signal) => restoreBackup(deps, path, approve, signal),
    prune: (rules, dryRun, signal) =>
      deps.alone(folder, async (): Promise<PrunedBackups> => {
        const all = await Promise.all(store.list(folder).map(row));
        const rows = all.filter(({ manifest }) => manifest === null || isOwn(manifest));
        const damaged: VerifiedBackup[] = [];
        const whole: { readonly path: string; readonly madeAt: string }[] = [];
        for (const { path, manifest, problem } of rows) {
          const wrong = problem ?? wrongWith(path);
          if (manifest !== null && wrong === null) whole.push({ path, madeAt: manifest.madeAt });
          else damaged.push({ path, problems: [wrong ?? "it is not whole"] });
        }
        const because = keptBecause(whole, rules);
        const removed = whole.filter(({ path }) => !because.has(path)).map(({ path }) => path);
        for (const path of dryRun ? [] : removed) store.remove(path);
        const kept = whole.flatMap(({ path }) => {
          const why = because.get(path);
          return why === undefined ? [] : [{ path, because: why }];
        });
        return { kept, removed, damaged, others: all.length - rows.length };
      }, signal),
    lastAt: () => lastBackupAt({ profile: config.profile, host }, store.list(folder)),
    find(name) {
      const inFolder = join(folder, name);
      const isName = !isAbsolute(name) && !name.includes("/");
      const given = resolveFrom(deps.workingFolder, name);
      return isName && store.bytes(given) === null && store.bytes(inFolder) !== null
        ? inFolder
        : given;
    },
  };

  /** Several machines, profiles and state folders may have theirs in one folder. */
  function isOwn(manifest: Manifest): boolean {
    return manifest.profile === config.profile && manifest.host === host &&
      manifest.stateDir === config.stateDir;
  }

  function wrongWith(path: string): string | null {
    try {
      store.check(path);
      return null;
    } catch (thrown) {
      const { code, message } = asSyncError(thrown);
      if (code !== "BACKUP_DAMAGED") throw thrown;
      return message;
    }
  }
}

function noBackup(path: string): SyncError {
  return new SyncError("NOT_FOUND", `Cannot find the backup ${path}`, {
    hint: "`vikunja-sync backup list` shows those that there are.",
  });
}
