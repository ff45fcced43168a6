/** One thing that can be reported once. */
export interface NoticeItem {
  /** JSON text of its id. */
  readonly id: string;
  /** Equal where the content is. */
  readonly digest: string;
  /** As it is printed: one line of JSON. */
  readonly line: string;
}

/** Taken by a run that has not said yet that it printed it. */
export interface Flight extends NoticeItem {
  /** Milliseconds since 1970. */
  readonly reservedAtMs: number;
  /** Which process took it; empty: it was given back. */
  readonly holder: string;
  readonly isChange: boolean;
}

/** What one run reports. */
export interface Taken extends NoticeItem {
  /** It was seen before, with other content. */
  readonly isChange: boolean;
  /** An earlier run took it and may have printed it. */
  readonly isRepeated: boolean;
}

/** A set as it is in one transaction. */
export interface SetView {
  /** Of the content that was reported last; `null`: nobody has seen it. */
  digestOf(id: string): string | null;
  readonly flights: ReadonlyMap<string, Flight>;
}

export interface Reservation {
  /** Names it among all others. */
  readonly token: string;
  readonly set: string;
  readonly items: readonly Taken[];
}

export interface Reserver {
  readonly holder: string;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
}

export interface NoticeSetSummary {
  readonly name: string;
  /** How many items somebody has printed. */
  readonly seen: number;
}

/** Which items to forget: all that fit every condition. */
export interface Forgetting {
  /** JSON texts; `null`: of any id. */
  readonly ids: readonly string[] | null;
  /** Milliseconds since 1970; `null`: whenever. */
  readonly seenBeforeMs: number | null;
}

/**
 * What somebody has seen, by set. Any number of processes use it at once; each call is one transaction
 * that the others see whole, and that is on disk when it returns.
 * @throws {SyncError} from each call: `STATE_DAMAGED`, `DISK_FULL`, `LOCKED`, `CONFIG`.
 */
export interface NoticeSets extends Disposable {
  /**
   * Takes what `choose` picks of the set, which is made where there is none of that name. What `choose` throws is
   * thrown, and nothing has changed.
   */
  reserve(
    set: string,
    by: Reserver,
    choose: (view: SetView) => readonly Taken[],
  ): Reservation;
  /** They were printed: from now on they are seen. What another run took over since stays with it. */
  confirm(reservation: Reservation, nowMs: number): void;
  /** They were perhaps not printed: the next run takes them at once, as repeated ones. */
  release(reservation: Reservation): void;
  /** By name. */
  list(): readonly NoticeSetSummary[];
  /**
   * How many were forgotten, with what was taken and not printed; `null`: there is no such set. Where any was, its
   * readers begin anew; a set with nothing left in it goes.
   */
  forget(set: string, which: Forgetting): number | null;
  /** How far a reader has come in what it takes items from; 0: not begun. */
  mark(set: string, name: string): number;
  /** Makes the set where there is none of that name. */
  setMark(set: string, name: string, position: number): void;
}
