/** What the daemon says of itself. Instants are ISO; `null`: not yet, or not at all. */
export interface DaemonStatus {
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly stateDir: string;
  /** Address of the webhook receiver. */
  readonly listen: string | null;
  readonly socket: string | null;
  readonly polls: { readonly everyMs: number; readonly lastAt: string | null };
  readonly fullEveryMs: number;
  readonly rounds: number;
  readonly failures: number;
  readonly lastRoundAt: string | null;
  /** What the last round failed with. */
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly webhooks: {
    readonly accepted: number;
    readonly refused: number;
    readonly unavailable: number;
  };
  readonly wakes: { readonly hook: number; readonly data: number; readonly webhook: number };
  readonly rssBytes: number;
}

/** Whether the daemon is well, for whoever may ask: no names, no addresses. */
export interface Health {
  readonly ok: boolean;
  readonly lastRoundAt: string | null;
  /** Looks at a task that were given up. */
  readonly rejected: number;
}
