/** Hears how we are; where there is none, nobody does. */
export interface ServiceManager {
  /** @throws {SyncError} `INTERNAL`: it could not be told, and will end us. */
  notify(state: string): Promise<void>;
  /** How often to say that we are alive, in milliseconds; `null`: not asked for. */
  readonly watchdogEveryMs: number | null;
}

/** Wishes that the configuration be read again, from now on until disposed of. */
export interface ReloadRequests extends Disposable {
  /** Resolves at the next one, at once where one came while nobody waited. */
  next(): Promise<void>;
}
