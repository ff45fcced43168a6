/** How a notice of a list stands among its hosts. */
export type NoticeStand =
  /** Taken for whoever asked; `repeated`: another may have told it. */
  | "ours"
  | "repeated"
  | "told"
  /** Another host is telling it now. */
  | "elsewhere";

/** What the hosts of one list have told, so that each tells what none has. @throws {SyncError} each call: `STORE_UNAVAILABLE` */
export interface ToldNotices extends AsyncDisposable {
  /** Takes of these what nobody has told and nobody is telling; who takes longer than that is taken for dead. */
  take(
    set: string,
    ids: readonly string[],
    redeliverAfterMs: number,
  ): Promise<ReadonlyMap<string, NoticeStand>>;
  /** They were told. */
  confirm(set: string, ids: readonly string[]): Promise<void>;
  /** They were perhaps not told: whoever asks next takes them. */
  release(set: string, ids: readonly string[]): Promise<void>;
  /** How many were forgotten; `null`: of any id, whenever. */
  forget(
    set: string,
    which: { readonly ids: readonly string[] | null; readonly olderThanMs: number | null },
  ): Promise<number>;
}
