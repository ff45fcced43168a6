import type { BackupPart, Manifest } from "@/ports/backups.ts";

/** A backup that is being made; nothing of it has a backup's name, and what is left of it goes when it is disposed of. */
export interface BackupDraft extends Disposable {
  /** Absolute path of a part that is being made. */
  pathOf(name: string): string;
  /** Parts until now, in the order in which they were made. */
  write(name: string, lines: Iterable<string>): void;
  /** Sums of these parts as they are on disk. */
  parts(names: readonly string[]): readonly BackupPart[];
  /** Packs it, reads it back, and gives it its name. */
  finish(
    manifest: Manifest,
    signal: AbortSignal,
  ): Promise<{ readonly path: string; readonly bytes: number }>;
}

/** A folder that goes when it is disposed of. */
type Scratch = Disposable & { readonly path: string };

/** Files of backups. Errors are `SyncError`: `DISK_FULL`, `CONFIG` (not allowed), `BACKUP_DAMAGED`. */
export interface BackupStore {
  /** Absolute paths, the oldest name first; none where there is no such folder. */
  list(folder: string): readonly string[];
  bytes(path: string): number | null;
  /** Takes away what a killed one has left. To be called by one process at a time. */
  begin(folder: string, name: string): BackupDraft;
  manifest(path: string): Promise<Manifest>;
  /** Bit by bit as it was written? @throws {SyncError} `BACKUP_DAMAGED`. */
  check(path: string): void;
  /**
   * Unpacks into a folder, and compares each part with the manifest.
   * @throws {SyncError} `BACKUP_DAMAGED`.
   */
  unpack(path: string, into: string, signal: AbortSignal): Promise<Manifest>;
  /** When it was last found whole, as long as its bytes are the ones of then. */
  verifiedAt(path: string): string | null;
  noteVerified(path: string, at: string | null): void;
  remove(path: string): void;
  /** A folder for this user only, gone when it is disposed of; `beside`: in the folder of that file, if it can be. */
  scratch(beside: string): Scratch;
  /** The same in that folder, from where files can be moved into it; takes away what a killed one has left. */
  inside(folder: string): Scratch;
}
