export interface Salvaged {
  /** The new log, beside the damaged one; to be put in its place by hand. */
  readonly path: string;
  readonly events: number;
  readonly streams: number;
  /** Events that could be read, but not those before them in their stream; one JSON text a line. */
  readonly leftOver: { readonly path: string; readonly events: number } | null;
}

/** A log that cannot be opened. */
export interface DamagedLog {
  readonly path: string;
  /** How much could be saved; changes nothing. */
  survey(): Pick<Salvaged, "events" | "streams">;
  /**
   * Copies what can be read to a new log beside the damaged one, which stays as it is.
   * @throws {SyncError} `DISK_FULL`, `CONFIG`.
   */
  salvage(): Salvaged;
}
