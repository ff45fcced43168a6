import { SyncError } from "@/domain/errors.ts";
import type { RunningEngine } from "@/app/daemon/start_engine.ts";

/** A selection that somebody has seen the effects of, as `selectionText` writes it. */
interface WantedSelection {
  readonly text: string;
  readonly taken: (engine: RunningEngine) => void;
  readonly refused: (why: unknown) => void;
}

/** Those who want a daemon to go by another selection. */
interface WantedSelections extends Disposable {
  /** Rejects with why it cannot. */
  want(text: string): Promise<RunningEngine>;
  /** Resolves once somebody waits. */
  next(): Promise<void>;
  /** Those who wait, and do so no longer. */
  takeAll(): readonly WantedSelection[];
}

/** Whoever waits at its end is refused. */
export function createWantedSelections(): WantedSelections {
  const waiting: WantedSelection[] = [];
  let some = Promise.withResolvers<void>();
  return {
    want(text) {
      const { promise, resolve, reject } = Promise.withResolvers<RunningEngine>();
      waiting.push({ text, taken: resolve, refused: reject });
      some.resolve();
      return promise;
    },
    next: () => some.promise,
    takeAll() {
      some = Promise.withResolvers();
      return waiting.splice(0);
    },
    [Symbol.dispose]() {
      for (const { refused } of waiting.splice(0)) refused(stopping());
    },
  };
}

function stopping(): SyncError {
  return new SyncError("LOCKED", "Cannot go on with another selection: the daemon is stopping", {
    retryable: true,
  });
}

/** The daemon was started with another configuration file, or other flags, than whoever asks. */
export function otherConfiguration(file: string | null): SyncError {
  const which = file === null ? "no file" : file;
  return new SyncError(
    "SELECTION",
    `Cannot go on: the daemon reads its configuration from ${which}, which selects other tasks`,
    { hint: "Nothing was changed. Change it there, or start the daemon anew with this one." },
  );
}
