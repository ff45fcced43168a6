import { Buffer } from "node:buffer";
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { SyncError } from "@/domain/errors.ts";

/** Deliveries taken and not yet looked at, on disk: what is in it survives a crash. */
export interface DeliveryJournal extends Disposable {
  /** What an earlier process took and did not look at; the last line may be cut off. */
  readonly left: readonly string[];
  /**
   * Resolves when the line is on disk; those that come at once share one flush.
   * @throws {SyncError} `DISK_FULL`, `DAEMON_GONE` (it is closed), retryable: it could not be written.
   */
  append(line: string): Promise<void>;
  /** Names all that was appended until now. */
  mark(): number;
  /** All that was appended before the mark was taken has been looked at. */
  forget(mark: number): void;
}

/** A longer file says only that there was something. */
const maxReadBytes = 16 * 1024 * 1024;
/** Of more deliveries that nobody has looked at, the rest says only that there was something. */
const maxLines = 20_000;
const something = JSON.stringify({ changes: true });

export function openDeliveryJournal(path: string): DeliveryJournal {
  const file = openSync(path, "a+", 0o600);
  const text = fstatSync(file).size > maxReadBytes ? `${something}\n` : readFileSync(path, "utf8");
  const left = text.split("\n").filter((line) => line !== "");
  let count = left.length;
  /** What was cut off, by a crash or a full disk, stays a line of its own. */
  let isCutOff = text !== "" && !text.endsWith("\n");
  let isClosed = false;
  let waiting: { readonly line: string; readonly done: (error: SyncError | null) => void }[] = [];

  function flush(): void {
    const batch = waiting;
    waiting = [];
    const error = write(batch.map(({ line }) => `${line}\n`).join(""));
    if (error === null) count += batch.length;
    for (const { done } of batch) done(error);
  }

  function write(text: string): SyncError | null {
    if (isClosed) return new SyncError("DAEMON_GONE", `${path} is closed`, { retryable: true });
    try {
      const bytes = Buffer.from(isCutOff ? `\n${text}` : text);
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
      isCutOff = false;
      return null;
    } catch (cause) {
      isCutOff = true;
      const message = `Cannot write ${path}: ${String(cause)}`;
      return new SyncError("DISK_FULL", message, { cause, retryable: true });
    }
  }

  return {
    left,
    append(line) {
      const lines = count + waiting.length;
      if (lines > maxLines) return Promise.resolve();
      return new Promise((resolve, reject) => {
        if (waiting.length === 0) setTimeout(flush, 0);
        const done = (error: SyncError | null) => error === null ? resolve() : reject(error);
        waiting.push({ line: lines === maxLines ? something : line, done });
      });
    },
    mark: () => count,
    forget(mark) {
      if (mark !== count || count === 0) return;
      ftruncateSync(file, 0);
      count = 0;
    },
    [Symbol.dispose]() {
      isClosed = true;
      closeSync(file);
    },
  };
}
