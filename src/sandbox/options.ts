import type { RateLimitSettings } from "./http/rate_limit.ts";
import type { SandboxVersion } from "./version.ts";

/** A request as a fault decides about it. */
export interface FaultyRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly body: string;
}

/**
 * What goes wrong with one request. `cut-before`: the connection is closed and nothing is done.
 * `cut-after-commit`: it is carried out, then the connection is closed before any byte of the answer.
 * Otherwise this answer is given and nothing is done. Null: nothing goes wrong.
 */
export type Fault =
  | "cut-after-commit"
  | "cut-before"
  | {
    readonly status: number;
    readonly body?: unknown;
    readonly headers?: Readonly<Record<string, string>>;
  }
  | null;

export interface SandboxOptions {
  readonly hostname?: string;
  /** Which server it behaves like; 2.5 by default. */
  readonly as?: SandboxVersion;
  /** 0: any free one. */
  readonly port?: number;
  /** Where the data is kept; null: in memory only. */
  readonly dataFile?: string | null;
  readonly seed?: "demo" | "empty";
  /** Answers 500 to a write that overlaps another one, as a server on SQLite does. */
  readonly overlap500?: boolean;
  readonly rateLimit?: Partial<RateLimitSettings>;
  /** The clock, also of `Date` headers; the timers are the machine's. */
  readonly now?: () => Date;
  readonly webhookDisorder?: boolean;
  /** The first wait before a repetition of a delivery, 100 by default. */
  readonly webhookRetryMs?: number;
  readonly webhookTimeoutMs?: number;
  /** Whether webhooks to loopback and private addresses are called, unlike on a server with default settings. */
  readonly allowNonRoutable?: boolean;
  readonly publicUrl?: string;
  readonly fault?: (request: FaultyRequest) => Fault | Promise<Fault>;
}

export interface LoggedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** 0: the connection was cut. */
  readonly status: number;
}

export interface Sandbox extends AsyncDisposable {
  readonly url: string;
  /** An API token of the ready-made account, with every permission. */
  readonly token: string;
  readonly username: string;
  readonly password: string;
  /** Requests answered or cut since the last `resetLog()`. */
  readonly requests: number;
  readonly log: readonly LoggedRequest[];
  resetLog(): void;
  /** Does at once what it would do a moment after its answers. */
  settle(): void;
  /** Refuses connections until `restart()`, which listens at the same port again; the data stays. */
  stopAccepting(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}
