import { files } from "@system/files.ts";
import { SyncError } from "@/domain/errors.ts";
import { type DeliveryJournal, mostKept, somethingChanged } from "@/ports/delivery_journal.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** A longer file says only that there was something. */
const maxReadBytes = 16 * 1024 * 1024;

export function openDeliveryJournal(
  path: string,
  runtime: Pick<Runtime, "after">,
): DeliveryJournal {
  const file = files.open(path, { read: true, append: true, create: true, mode: 0o600 });
  const text = file.facts().size > maxReadBytes ? `${somethingChanged}\n` : files.readText(path);
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
      const bytes = new TextEncoder().encode(isCutOff ? `\n${text}` : text);
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.write(rest));
      file.sync();
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
      if (lines > mostKept) return Promise.resolve();
      return new Promise((resolve, reject) => {
        if (waiting.length === 0) runtime.after(0, flush);
        const done = (error: SyncError | null) => error === null ? resolve() : reject(error);
        waiting.push({ line: lines === mostKept ? somethingChanged : line, done });
      });
    },
    mark: () => count,
    forget(mark) {
      if (mark !== count || count === 0) return;
      file.truncate(0);
      count = 0;
    },
    [Symbol.dispose]() {
      isClosed = true;
      file.close();
    },
  };
}
