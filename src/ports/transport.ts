/** HTTP to one server: what goes over the wire, which nobody judges here. */
export interface Transport {
  /**
   * Ends within a bounded time, with what came of it. What is to be sent `once` reaches the server once at the most;
   * anything else may reach it twice.
   * @throws {SyncError} `ABORTED`: the signal fired; whether it was carried out is unknown.
   */
  send(request: RawRequest): Promise<Exchange>;
  /** Gives back the connections; what is under way still ends. */
  close(): void;
}

export interface RawRequest {
  readonly method: string;
  /** Path and query under the base address. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** In place of `body`. */
  readonly bytes?: Uint8Array;
  /** The answer is no text. */
  readonly wantsBytes?: true;
  /** True for what must not be carried out twice. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  /** Called once there is a connection, right before it goes over it; what it throws keeps it from that. */
  readonly beforeSent?: () => void;
}

export type Exchange =
  | { readonly kind: "answered"; readonly answer: RawAnswer }
  | { readonly kind: "unanswered"; readonly failure: NoAnswer };

/** A whole answer, unpacked. */
export interface RawAnswer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Empty where bytes were asked for. */
  readonly text: string;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly connection: "new" | "kept";
  /** Where it was asked for before: when, on the clock that does not jump, and how long it took. */
  readonly asked?: { readonly atMs: number; readonly tookMs: number };
}

/** No complete answer came. */
export interface NoAnswer {
  /** False: the request never reached the server. True: nobody knows. */
  readonly sent: boolean;
  /** The same request would end alike: time is up, or the answer is beyond the bound. */
  readonly isFinal: boolean;
  /** As the system names it, e.g. `ECONNREFUSED`; empty where it does not. */
  readonly code: string;
  readonly message: string;
  readonly cause: unknown;
}
