/** One file in a backup. */
export interface BackupPart {
  readonly name: string;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

/** Names of the parts; of these only the log is always there. */
export const partNames = {
  log: "log.db",
  configuration: "config.toml",
  taskwarrior: "taskwarrior.jsonl",
  vikunja: "vikunja.jsonl",
} as const;

/** What a backup says of itself. */
export interface Manifest {
  readonly format: 1;
  /** ISO instant at which the log was copied; the sides were read right after. */
  readonly madeAt: string;
  /** Version of the program. */
  readonly program: string;
  readonly host: string;
  /** `null`: the usual one. */
  readonly profile: string | null;
  readonly stateDir: string;
  readonly events: number;
  /** Tasks that are linked in the log, and how many each side showed; `null`: that side is not in it. */
  readonly tasks: {
    readonly log: number;
    readonly taskwarrior: number | null;
    readonly vikunja: number | null;
  };
  /** What could not be read, and why, in words. */
  readonly leftOut: readonly string[];
  readonly parts: readonly BackupPart[];
}

export interface BackupRow {
  readonly path: string;
  readonly bytes: number;
  /** ISO instant at which it was last found whole, by `create` or `verify`; `null`: it was changed since, or never. */
  readonly verifiedAt: string | null;
  /** `null`: it cannot be read; `problem` says why. */
  readonly manifest: Manifest | null;
  readonly problem: string | null;
}

export interface CreateOptions {
  /** Vikunja is not asked. */
  readonly withoutServer: boolean;
}

export interface MadeBackup {
  readonly path: string;
  readonly bytes: number;
  readonly manifest: Manifest;
}

export interface VerifiedBackup {
  readonly path: string;
  /** In words; empty: it is whole. */
  readonly problems: readonly string[];
}

export interface RestoredLog {
  /** The file that the log was taken from. */
  readonly from: string;
  readonly manifest: Manifest;
  /** The log that was there before, under its new name; `null`: there was none. */
  readonly movedTo: string | null;
}

export interface KeepRules {
  /** The newest of each of so many days; 0: none for that. */
  readonly daily: number;
  /** The same of weeks (from Monday, UTC). */
  readonly weekly: number;
}

export interface PrunedBackups {
  readonly kept: readonly { readonly path: string; readonly because: readonly string[] }[];
  readonly removed: readonly string[];
  /** Neither kept for anything nor removed: not whole, to be looked at by a person. */
  readonly damaged: readonly VerifiedBackup[];
  /** How many are of other machines, profiles or state folders, and were left alone. */
  readonly others: number;
}

/** Backups of one state folder, all in one folder. Errors are `SyncError`. */
export interface Backups {
  /**
   * Beside whoever works on the log, and reading only. A side that cannot be read is left out and named.
   * @throws {SyncError} `NOT_FOUND`: there is no log; `LOCKED`: another one is being made; `DISK_FULL`,
   * `LOG_DAMAGED`, `CONFIG`.
   */
  create(options: CreateOptions, signal: AbortSignal): Promise<MadeBackup>;
  /** The oldest first. */
  list(): Promise<readonly BackupRow[]>;
  /**
   * Reads all of it: sums, the copy of the log, every event.
   * @throws {SyncError} `NOT_FOUND`: there is no such file.
   */
  verify(path: string, signal: AbortSignal): Promise<VerifiedBackup>;
  /**
   * Puts the log of a backup in place. One that is there is moved aside, where `approve` says so; `null`: it did not.
   * @throws {SyncError} `BACKUP_DAMAGED`: it is not whole, and nothing was changed; `LOCKED`: somebody works on the
   * log.
   */
  restore(path: string, approve: ApproveMove, signal: AbortSignal): Promise<RestoredLog | null>;
  /** Of its own that are whole, removes what no rule keeps; never the newest. */
  prune(rules: KeepRules, dryRun: boolean, signal: AbortSignal): Promise<PrunedBackups>;
  /** ISO instant of the newest, by its name alone; `null`: there is none. */
  lastAt(): string | null;
  /** Absolute path of what a person calls a backup: a path, or a name in the folder of backups. */
  find(name: string): string;
}

/** `movesTo`: what the log that is there would be called then; `manifest`: of what would be in its place. */
export type ApproveMove = (movesTo: string, manifest: Manifest) => Promise<boolean>;
