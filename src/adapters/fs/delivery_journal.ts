import { files } from "@system/files.ts";
import { SyncError } from "@/domain/errors.ts";
import { type DeliveryJournal, mostKept, somethingChanged } from "@/ports/delivery_journal.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface Line {
  readonly line: string;
  readonly settle: (error: SyncError | null) => void;
}

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
  let isFlushing = false;
  let waiting: Line[] = [];
  /** Being put on disk. */
  let writing: readonly Line[] = [];
  /** When what stands for the rest is on disk. */
  let standIn = Promise.resolve();

  /** What comes while lines are being put on disk shares the next flush. */
  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      writing = waiting;
      waiting = [];
      const error = await write(writing.map(({ line }) => `${line}\n`).join(""));
      const done = writing;
      if (error === null) count += done.length;
      writing = [];
      for (const { settle } of done) settle(error);
    }
    isFlushing = false;
    if (isClosed) file.close();
  }

  async function write(text: string): Promise<SyncError | null> {
    if (isClosed) return new SyncError("DAEMON_GONE", `${path} is closed`, { retryable: true });
    try {
      const bytes = new TextEncoder().encode(isCutOff ? `\n${text}` : text);
      for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.write(rest));
      await file.syncLater();
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
      const lines = count + writing.length + waiting.length;
      if (lines > mostKept) return standIn;
      const kept = new Promise<void>((resolve, reject) => {
        const settle = (error: SyncError | null) => error === null ? resolve() : reject(error);
        waiting.push({ line: lines === mostKept ? somethingChanged : line, settle });
        if (isFlushing) return;
        isFlushing = true;
        runtime.after(0, flush);
      });
      if (lines === mostKept) standIn = kept;
      return kept;
    },
    mark: () => count,
    forget(mark) {
      if (mark !== count || count === 0 || writing.length > 0) return;
      file.truncate(0);
      count = 0;
    },
    [Symbol.dispose]() {
      isClosed = true;
      if (!isFlushing) file.close();
    },
  };
}
