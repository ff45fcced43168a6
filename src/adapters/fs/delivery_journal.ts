import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { SyncError } from "@/domain/errors.ts";

/** Deliveries taken and not yet looked at, on disk: what is in it survives a crash. */
export interface DeliveryJournal extends Disposable {
  /** What an earlier process took and did not look at; the last line may be cut off. */
  readonly left: readonly string[];
  /**
   * Resolves when the line is on disk; those that come at once share one flush.
   * @throws {SyncError} `DISK_FULL`, retryable: it could not be written.
   */
  append(line: string): Promise<void>;
  /** Names all that was appended until now. */
  mark(): number;
  /** All that was appended before the mark was taken has been looked at. */
  forget(mark: number): void;
}

export function openDeliveryJournal(path: string): DeliveryJournal {
  const file = openSync(path, "a+", 0o600);
  const left = readFileSync(path, "utf8").split("\n").filter((line) => line !== "");
  let count = left.length;
  let waiting: { readonly line: string; readonly done: (error: SyncError | null) => void }[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    const error = write(batch.map(({ line }) => `${line}\n`).join(""));
    if (error === null) count += batch.length;
    for (const { done } of batch) done(error);
  }

  function write(text: string): SyncError | null {
    try {
      writeSync(file, text);
      fsyncSync(file);
      return null;
    } catch (cause) {
      const message = `Cannot write ${path}: ${String(cause)}`;
      return new SyncError("DISK_FULL", message, { cause, retryable: true });
    }
  }

  return {
    left,
    append: (line) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setTimeout(flush, 0);
        waiting.push({ line, done: (error) => error === null ? resolve() : reject(error) });
      }),
    mark: () => count,
    forget(mark) {
      if (mark !== count || count === 0) return;
      ftruncateSync(file, 0);
      count = 0;
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}
