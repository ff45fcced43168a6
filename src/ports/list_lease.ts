import type { SyncError } from "@/domain/errors.ts";

/** Who owns a list, or did last. */
export interface ListOwner {
  readonly host: string;
  readonly stateDir: string;
  /** What it was started as. */
  readonly command: string;
  readonly pid: number;
}

/**
 * That this process owns the list. It ends by itself some seconds before another host can own it: what was not sent
 * by then is not sent any more.
 */
export interface ListLease extends AsyncDisposable {
  /** How often the list has changed hands. */
  readonly epoch: number;
  /** @throws {SyncError} `FENCED`: it has ended. */
  check(): void;
  /** Aborted once it has ended. */
  readonly signal: AbortSignal;
  /** Resolves once it has ended by itself. */
  readonly lost: Promise<SyncError>;
}
