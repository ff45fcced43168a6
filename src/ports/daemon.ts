import type { Json } from "@/domain/json.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { Side } from "@/domain/task.ts";
import type { Progress, Status, SyncOptions, SyncSummary } from "@/ports/operations.ts";

/** Changes that wait to be carried out, as a list that people act on. */
export interface Retries {
  /** Tries what waits or was given up now; `null`: all of it but what was dropped. How many that were. */
  now(task: string | null, signal: AbortSignal): Promise<number>;
  /** Drops what waits or was given up for this task: it stays in the list, and only {@link now} of it tries it. */
  drop(task: string, signal: AbortSignal): Promise<number>;
}

/** What a daemon does for those who ask. */
export interface DaemonOperations {
  daemon(): DaemonStatus;
  status(): Status;
  wake(wake: { readonly ids: readonly number[]; readonly full: boolean }): void;
  sync(
    options: SyncOptions,
    progress: (p: Progress) => void,
    signal: AbortSignal,
  ): Promise<SyncSummary>;
  pick(conflictId: string, side: Side, signal: AbortSignal): Promise<void>;
  readonly retries: Retries;
  /** Prometheus text format. */
  metrics(): string;
}

/** Whether the daemon is well, for whoever may ask: no names, no addresses. */
export interface Health {
  readonly ok: boolean;
  readonly [name: string]: Json;
}

export interface ServeOptions {
  /** `HOST:PORT` of the webhook receiver; `null`: none. */
  readonly listen: string | null;
  /** Path of the Unix socket; `null`: the usual one. */
  readonly socket: string | null;
  /** Offers `/healthz` and `/metrics` on the TCP address as well. */
  readonly isOpenForMetrics: boolean;
}

export interface Serve {
  /** Until the signal. `say` hears one line about each thing that a person would want to know. */
  run(options: ServeOptions, say: (line: string) => void, signal: AbortSignal): Promise<void>;
}
