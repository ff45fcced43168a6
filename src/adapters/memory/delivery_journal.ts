import { asSyncError, SyncError } from "@/domain/errors.ts";
import { type DeliveryJournal, mostKept, somethingChanged } from "@/ports/delivery_journal.ts";
import { type MemoryProcess, unheard } from "@/adapters/memory/process.ts";

/** A line is kept when the call returns, and its promise is resolved. */
export function openMemoryJournal(process: MemoryProcess): DeliveryJournal {
  const { journal } = process.disk;
  const left = [...journal];
  let isClosed = false;

  function keep(line: string): void {
    if (isClosed) {
      throw new SyncError("DAEMON_GONE", "The journal of deliveries is closed", {
        retryable: true,
      });
    }
    if (journal.length <= mostKept) {
      journal.push(journal.length < mostKept ? line : somethingChanged);
    }
  }

  return {
    left,
    append(line) {
      try {
        const half = line.slice(0, line.length / 2);
        process.write("journal", () => keep(line), () => keep(half));
        return Promise.resolve();
      } catch (thrown) {
        if (process.isOver) return unheard();
        const { code, message } = asSyncError(thrown);
        return Promise.reject(new SyncError(code, message, { retryable: true, cause: thrown }));
      }
    },
    mark: () => journal.length,
    forget(mark) {
      if (mark !== journal.length || mark === 0) return;
      process.write("journal", () => void (journal.length = 0));
    },
    [Symbol.dispose]() {
      isClosed = true;
    },
  };
}
