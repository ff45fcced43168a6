import type { SyncError } from "@/domain/errors.ts";
import type { SharedLog } from "@/ports/shared_log.ts";

/** How a process with many lists takes part in their being spread over several. */
export interface ListShare {
  /** Whether it stands by for the list, and could work with it. */
  isFit(): boolean;
  /** Lets go of it after what is under way: that host is about to take it. */
  handOver(host: string): void;
}

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
  /** Of the list's log. */
  readonly id: string;
  /** How often the list has changed hands. */
  readonly epoch: number;
  /** @throws {SyncError} `FENCED`: it has ended. */
  check(): void;
  /** Aborted once it has ended. */
  readonly signal: AbortSignal;
  /** Resolves once it has ended by itself. */
  readonly lost: Promise<SyncError>;
  /** Ends it at once, because of what the database said. */
  lose(why: string): SyncError;
}

/** What came of asking for a list. */
export type TakenList =
  | {
    readonly lease: ListLease;
    readonly owner: null;
    /** Where its log is, if not there. */
    readonly movedTo: string | null;
  }
  /** Another has it, which can be taken over from after that time at the earliest. */
  | {
    readonly lease: null;
    readonly owner: ListOwner;
    readonly freeInMs: number;
    /** Its log, and the position of the last event. */
    readonly log: { readonly id: string; readonly head: number };
  };

/** A list as whoever asks finds it. */
export interface ListLook {
  /** Of its log; `null`: nobody has begun it. */
  readonly id: string | null;
  /** `null`: nobody owns it now. */
  readonly owner: ListOwner | null;
  /** Where its log was moved, in words; `null`: nowhere. */
  readonly movedTo: string | null;
}

/** How the list of a configuration is seen from a host. */
export interface ListStand {
  /** The list and its database, without a secret. */
  readonly list: string;
  readonly owner: ListOwner | null;
  /** Whether that is this state folder. */
  readonly isHere: boolean;
  readonly movedTo: string | null;
  /** Why nobody knows; `null`: the database told. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** A list in a database that many hosts share. */
export interface ListStore extends AsyncDisposable {
  /** The list and the database, for people; without a secret. */
  readonly shownAs: string;
  /** How often whoever waits for it looks by himself, besides hearing. */
  readonly lookMs: number;
  /**
   * Asks once for the list. `identity`: of this state folder, the same each time; whoever had the list last need not
   * wait for it.
   * @throws {SyncError} `STORE_UNAVAILABLE`; `CONFIG`: not allowed, or the log was moved away.
   */
  take(owner: ListOwner, identity: string): Promise<TakenList>;
  /** @throws {SyncError} `STORE_UNAVAILABLE`, `CONFIG` */
  look(): Promise<ListLook>;
  /** Told when there are new events, perhaps; a database that cannot tell does not. */
  hear(onCall: () => void): Disposable;
  /** To read from, for whoever does not own the list. */
  toRead(id: string): SharedLog;
  /** As `take`, also where the log was moved away. */
  takeToMove(owner: ListOwner, identity: string): Promise<TakenList>;
  /** Begins anew, without events; the id that it has then. @throws {SyncError} `FENCED` */
  clear(lease: ListLease): Promise<string>;
  /** Takes all of the list out of the database. @throws {SyncError} `FENCED` */
  remove(lease: ListLease): Promise<void>;
  /** Where the log is from now on, in words; `null`: here. @throws {SyncError} `FENCED` */
  settle(lease: ListLease, movedTo: string | null): Promise<void>;
  /** What is appended over it is stored only while the lease lasts. */
  log(lease: ListLease): SharedLog;
}
