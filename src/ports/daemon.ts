import type { Push } from "@/domain/push.ts";
import type { Side } from "@/domain/task.ts";
import type { Ask } from "@/ports/operations_table.ts";

/** Changes that wait to be carried out, as a list that people act on. */
export interface Retries {
  /** Tries what waits or was given up now; `null`: all of it but what was dropped. How many that were. */
  now(task: string | null, signal: AbortSignal): Promise<number>;
  /** Drops what waits or was given up for this task: it stays in the list, and only {@link now} of it tries it. */
  drop(task: string, signal: AbortSignal): Promise<number>;
}

/** What a daemon says of itself to whoever connects, of whatever version it is. */
export interface DaemonInfo {
  readonly version: string;
  readonly pid: number;
  /** The one it owns. */
  readonly stateDir: string;
  /** Address of the webhook receiver; `null`: it has none. */
  readonly listen: string | null;
}

/** One that runs. */
export interface Daemon {
  readonly info: DaemonInfo;
  /** @throws {SyncError} as the daemon said it; `DAEMON_GONE` (retryable) where it went meanwhile. */
  readonly ask: Ask;
}

/** What stands at the path of a Unix socket. */
export type SocketPlace =
  | { readonly kind: "nothing" }
  | { readonly kind: "socket" }
  /** A file, a folder, a link. */
  | { readonly kind: "no socket" }
  /** Whoever made it would read what we say and could answer anything. */
  | { readonly kind: "foreign"; readonly owner: number };

/** The ways to a daemon. */
export interface Daemons {
  /** Where the one of that state folder last said that it listens; `null`: it has not. */
  noted(stateDir: string): string | null;
  /** Neither follows links nor connects. @throws {SyncError} `CONFIG`: this user may not look there. */
  look(socketPath: string): SocketPlace;
  /**
   * `null`: nobody listens there.
   * @throws {SyncError} `DAEMON_GONE`: it does not say who it is; `CONFIG`: this user may not ask.
   */
  connect(socketPath: string): Promise<Daemon | null>;
}

export interface ServeOptions {
  /** `HOST:PORT` of the webhook receiver; `null`: none. */
  readonly listen: string | null;
  /** Path of the Unix socket; `null`: the usual one. */
  readonly socket: string | null;
  /** Offers `/healthz` and `/metrics` on the TCP address as well. */
  readonly isOpenForMetrics: boolean;
}

/** One thing that a person would want to know of a daemon. */
export type ServeLine =
  | { readonly level: "warn" | "info"; readonly text: string }
  /** A change that has arrived on that side. */
  | { readonly level: "info"; readonly change: CarriedChange };

export interface CarriedChange {
  readonly task: string;
  readonly title: string;
  /** Where it was written. */
  readonly side: Side;
  readonly push: Push;
}

export interface Serve {
  /** Until the signal. */
  run(options: ServeOptions, say: (line: ServeLine) => void, signal: AbortSignal): Promise<void>;
}
