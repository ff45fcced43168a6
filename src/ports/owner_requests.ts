import type { ListOwner } from "@/ports/list_store.ts";

/** What a host asks of the one that owns the list. */
export interface PutRequest {
  /** That nobody else has: put again, it is the same request. */
  readonly id: string;
  readonly operation: string;
  /** JSON. */
  readonly input: string;
  /** For so long an owner may begin it. */
  readonly forMs: number;
}

export interface TakenRequest {
  readonly id: string;
  readonly operation: string;
  readonly input: string;
  /** An earlier owner had begun it, and nobody knows how far it came. */
  readonly isBegun: boolean;
}

/** How a request stands. */
export interface RequestStand {
  readonly isBegun: boolean;
  /** JSON; `null`: none yet. */
  readonly answer: string | null;
}

/**
 * Requests of any host to the owner of a list, in the list's own database: whoever may write there may append to the
 * list anyway, and who only reads there sees what the list shows, and can ask for nothing. Each is begun once by each
 * owner, and only by one that owns the list then. All calls reject with `STORE_UNAVAILABLE` where the database is not to be
 * had; whether they were carried out is unknown then, and each can be made again.
 */
export interface OwnerRequests extends AsyncDisposable {
  /** The list and the database, for people; without a secret. */
  readonly shownAs: string;
  /** How often the owner looks by himself at the latest, besides hearing. */
  readonly lookMs: number;
  /** `null`: nobody owns the list now. */
  owner(): Promise<ListOwner | null>;
  put(requests: readonly PutRequest[]): Promise<void>;
  /** Of those that are there. */
  stands(ids: readonly string[]): Promise<ReadonlyMap<string, RequestStand>>;
  /** False: somebody has begun it. Nobody does any more where it is true. */
  withdraw(id: string): Promise<boolean>;
  /**
   * Begins those that wait, the oldest first, but not those known already; none where the list is another's by now.
   * `epoch`: of the owner's lease.
   */
  take(epoch: number, known: readonly string[], most: number): Promise<readonly TakenRequest[]>;
  /** Of those that this owner began, and nobody since. */
  answer(
    epoch: number,
    answers: readonly { readonly id: string; readonly answer: string }[],
  ): Promise<void>;
  /** Forgets what was answered, or waited in vain, some time ago. */
  tidy(): Promise<void>;
  /** Other hosts are to look: soon, where they hear of it. */
  call(): void;
  /** Told when another host has called, perhaps; a database that cannot tell does not. */
  hear(onCall: () => void): Disposable;
}
