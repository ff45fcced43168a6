import { asSyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

/** Backups that are made without being asked for. */
export interface DailyBackup {
  /** ISO instant of the newest that is there; `null`: there is none. */
  readonly lastAt: () => string | null;
  /** Makes one, and takes away what no rule keeps. Rejects where none was made; else what was left out, in words. */
  readonly make: (signal: AbortSignal) => Promise<readonly string[]>;
}

const minuteMs = 60_000;
/** Who starts a daemon is not to wait for it. */
const firstLookMs = 10 * minuteMs;
const looksEveryMs = 60 * minuteMs;
/** A little less than a day: else each one would come an hour later than the one before. */
const dueAfterMs = 23.5 * 60 * minuteMs;

interface Deps {
  readonly runtime: Runtime;
  /** As configured now; `null`: none are wanted. */
  readonly backup: () => Promise<DailyBackup | null>;
  readonly warn: (line: string) => void;
}

/** Makes a backup where the last one is a day old, until it is disposed of; one that fails is tried again an hour later. */
export function keepBackingUp({ runtime, backup, warn }: Deps): Disposable {
  const stopping = new AbortController();
  let isBusy = false;
  let last = "";

  async function look(): Promise<void> {
    const wanted = await backup();
    const lastAt = wanted?.lastAt() ?? null;
    const ageMs = lastAt === null ? Infinity : runtime.now().getTime() - Date.parse(lastAt);
    if (wanted === null || ageMs < dueAfterMs) return;
    say((await wanted.make(stopping.signal)).map((what) => `left out of the backup: ${what}`));
  }

  /** The same again is not said again. */
  function say(lines: readonly string[]): void {
    const text = lines.join("\n");
    if (text !== last) { for (const line of lines) warn(line); }
    last = text;
  }

  function begin(): void {
    if (isBusy) return;
    isBusy = true;
    look().catch((thrown) => {
      if (!stopping.signal.aborted) say([`no backup was made: ${asSyncError(thrown).message}`]);
    }).finally(() => void (isBusy = false));
  }

  let looks = runtime.after(firstLookMs, () => {
    looks = every(runtime, looksEveryMs, begin);
    begin();
  });
  return {
    [Symbol.dispose]() {
      looks[Symbol.dispose]();
      stopping.abort();
    },
  };
}
