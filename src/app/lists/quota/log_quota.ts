import { SyncError } from "@/domain/errors.ts";
import { quotaError } from "@/app/lists/quota/quota_error.ts";
import type { Serve } from "@/ports/daemon.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

interface LogQuotaPorts {
  readonly runtime: Pick<Runtime, "after">;
  /** `null`: as large as it becomes. */
  readonly mostMb: () => number | null;
  /** Of the log's file; `null`: there is none. */
  readonly logBytes: () => number | null;
  readonly onFull: (error: SyncError) => void;
}

const lookMs = 30_000;
const bytesPerMb = 1_000_000;

/** Ends with `QUOTA` once the list's log is larger than it may be, and does not begin where it is. */
export function withinLogQuota(
  serve: Serve,
  { runtime, mostMb, logBytes, onFull }: LogQuotaPorts,
): Serve {
  function fullError(): SyncError | null {
    const most = mostMb();
    const bytes = most === null ? null : logBytes();
    if (most === null || bytes === null || bytes <= most * bytesPerMb) return null;
    const full = quotaError(
      `The list's log has ${Math.ceil(bytes / bytesPerMb)} MB, of ${most} that it may have`,
      "Raise log_mb in service.toml, or make it smaller: `vikunja-sync log compact --config …`.",
      lookMs,
    );
    onFull(full);
    return full;
  }

  return {
    async run(options, say, signal) {
      const before = fullError();
      if (before !== null) throw before;
      let full: SyncError | null = null;
      const ending = new AbortController();
      const stop = () => ending.abort(signal.reason);
      if (signal.aborted) stop();
      signal.addEventListener("abort", stop, { once: true });
      using _looks = every(runtime, lookMs, () => {
        full ??= fullError();
        if (full !== null) ending.abort(new SyncError("ABORTED", full.message, { cause: full }));
      });
      try {
        await serve.run(options, say, ending.signal);
      } finally {
        signal.removeEventListener("abort", stop);
      }
      if (full !== null && !signal.aborted) throw full;
    },
  };
}
