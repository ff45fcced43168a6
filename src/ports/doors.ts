import type { Operations } from "@/ports/operations_table.ts";
import type { BehindPage } from "@/ports/page.ts";

/** Where connections are taken: a Unix socket, a TCP address, or what systemd handed over. */
export type Place =
  | { readonly kind: "socket"; readonly path: string }
  | { readonly kind: "tcp"; readonly host: string; readonly port: number }
  | { readonly kind: "inherited"; readonly fd: number };

/** What becomes of Vikunja's deliveries. */
export interface Deliveries {
  /** What signs them. */
  readonly secret: () => Promise<string>;
  /** `user:password` that senders must also show; `null`: none. */
  readonly basicAuth: () => string | null;
  /** Resolves when it is on disk; `null`: not a delivery. */
  readonly deliver: (body: unknown) => Promise<{ readonly event: string } | null>;
  /** Something is different, and a delivery that could not be kept says what. Resolves as `deliver` does. */
  readonly deliverUnread?: () => Promise<void>;
  readonly count: (outcome: "accepted" | "refused" | "unavailable") => void;
  /** Epoch milliseconds on the server's clock; `null`: not known, then no delivery is too old. */
  readonly serverNowMs?: () => number | null;
}

/** How much of what the log has. */
export interface LoggedCounts {
  readonly linked: number;
  readonly pending: number;
  readonly givenUp: number;
  readonly held: number;
  readonly conflicts: number;
}

export interface EngineStand {
  readonly counts: LoggedCounts;
  /** What its last look of some kind failed with. */
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Taken since the start. */
  readonly deliveries: number;
  /** ISO; `null`: not yet. */
  readonly lastLookAt: string | null;
  readonly lastPollAt: string | null;
}

/** What doors lead to. */
export interface Behind {
  /** Asked anew at each request: they change when the configuration is read again. */
  readonly operations: () => Operations;
  readonly deliveries: Deliveries;
  /** Told from memory, for who asks many at once. Throws where another host has the list. */
  readonly stand: () => EngineStand;
  /** Whether operations that are open are offered over TCP as well. */
  readonly isOpenForMetrics: boolean;
}

/** Takes connections until it is disposed of. */
export interface Door extends AsyncDisposable {
  /** Of a TCP place, `http://127.0.0.1:8765`; `null` for a socket. */
  readonly url: string | null;
  /** As long as it refuses, every request is answered 503, so that senders come again. */
  refuse(isRefusing: boolean): void;
}

export interface Doors {
  /** A socket that the service manager handed over to this process; `null`: none. */
  inherited(): number | null;
  /** A Unix socket is its owner's alone. @throws {SyncError} `CONFIG`: the address cannot be had. */
  open(place: Place, behind: Behind): Promise<Door>;
  /** For browsers, and for nothing else. @throws {SyncError} `CONFIG`: the address cannot be had. */
  openPage(place: Place, behind: BehindPage): Promise<Door>;
  /** Takes away a socket that nobody listens on. */
  clear(path: string): void;
  /** Says until disposed of where the owner of the state folder listens. */
  note(stateDir: string, path: string): Disposable;
}
