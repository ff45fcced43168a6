/** Deliveries taken and not yet looked at: what is in it survives a crash. One process has it open. */
export interface DeliveryJournal extends Disposable {
  /** What an earlier process took and did not look at, in order; the last line may be cut off. */
  readonly left: readonly string[];
  /**
   * Resolves when the line is on disk, in the order of the calls; those that come at once share one flush. Of more
   * than {@link mostKept} that nobody has looked at, the rest is not kept: {@link somethingChanged} stands for it.
   * @throws {SyncError} `DISK_FULL`, `DAEMON_GONE` (it is closed), retryable: it could not be written, and spoils
   * no other line.
   */
  append(line: string): Promise<void>;
  /** Names all that was appended until now. */
  mark(): number;
  /**
   * All that was appended before the mark was taken has been looked at. Nothing is forgotten while something came
   * after it.
   */
  forget(mark: number): void;
}

export const mostKept = 20_000;
/** Says only that there was something. */
export const somethingChanged = '{"changes":true}';
