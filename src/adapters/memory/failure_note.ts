import { SyncError } from "@/domain/errors.ts";
import type { FailureNote } from "@/ports/failure_note.ts";
import type { RunFailure } from "@/ports/log_reader.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { MemoryProcess } from "@/adapters/memory/process.ts";

export function createMemoryFailureNote(
  process: MemoryProcess,
  runtime: Pick<Runtime, "now">,
): FailureNote {
  const { disk } = process;

  function put(failure: RunFailure | null): void {
    try {
      process.write("note", () => void (disk.failure = failure));
    } catch (thrown) {
      // As well as the disk lets it.
      if (!(thrown instanceof SyncError)) throw thrown;
    }
  }

  return {
    note({ code, message, hint }) {
      const at = runtime.now().toISOString();
      put({ code, message, hint, at, since: disk.failure?.since ?? at });
    },
    forget: () => put(null),
    read: () => disk.failure,
  };
}
