import { files } from "@system/files.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

interface LastingWatchOptions {
  readonly runtime: Pick<Runtime, "after">;
  readonly folder: string;
  /** Changes when one of these files does. */
  readonly signature: () => string;
  readonly onChange: () => void;
  /** Told when it goes on in another way, and why. */
  readonly say: (text: string) => void;
  readonly watch: Watch;
  readonly timing?: WatchTiming;
}

/** Has the kernel tell. @throws where that cannot be had. */
export type Watch = (onChange: () => void, onError: (cause: Error) => void) => Disposable;

interface WatchTiming {
  readonly lookMs: number;
  readonly placeMs: number;
}

/** A look at some files takes about 20 µs. */
const usual: WatchTiming = { lookMs: 200, placeMs: 1_000 };

/**
 * Calls when the folder's files have changed, until disposed, whatever becomes of the means: where the kernel
 * has no watch left (`fs.inotify.max_user_instances`), or another folder took the place of this one, its
 * files are looked at.
 */
export function lastingWatch(options: LastingWatchOptions): Disposable {
  const { runtime, folder, signature, onChange, say, watch, timing = usual } = options;
  let place = placeOf(folder);
  let seen = signature();
  /** `null`: its files are looked at. */
  let watched = begin();

  function begin(): Disposable | null {
    try {
      return watch(onChange, fallBack);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      sayLooking(error, " Raise fs.inotify.max_user_instances if it is too low.");
      return null;
    }
  }

  function fallBack(cause: Error): void {
    if (watched === null) return;
    sayLooking(cause);
    goOnLooking();
  }

  function sayLooking({ message }: Error, hint = ""): void {
    say(
      `${folder} cannot be watched (${message}); its files are looked at instead, every ` +
        `${timing.lookMs} ms.${hint}`,
    );
  }

  function goOnLooking(): void {
    watched?.[Symbol.dispose]();
    watched = null;
    seen = signature();
    onChange();
  }

  function look(): void {
    if (watched !== null) return;
    const now = signature();
    if (now === seen) return;
    seen = now;
    onChange();
  }

  function checkPlace(): void {
    const now = placeOf(folder);
    if (now === place) return;
    place = now;
    if (now === null) return say(`${folder} is gone; it is waited for`);
    // Deno tells nothing of a folder that is watched again under the same path.
    say(
      `${folder} is another folder than before, as after a restore: it is watched anew, by a look ` +
        `at its files every ${timing.lookMs} ms`,
    );
    goOnLooking();
  }

  const timers = [
    every(runtime, timing.lookMs, look),
    every(runtime, timing.placeMs, checkPlace),
  ];
  return {
    [Symbol.dispose]() {
      for (const each of [...timers, watched]) each?.[Symbol.dispose]();
    },
  };
}

/** `null`: there is nothing. A number alone is given again to the next folder. */
function placeOf(folder: string): string | null {
  const found = files.facts(folder);
  return found === null ? null : `${found.dev}:${found.ino}:${found.bornMs}`;
}
