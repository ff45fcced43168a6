import { lastingWatch, type Watch } from "@/adapters/fs/lasting_watch.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

interface ProvenWatchOptions {
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  readonly folder: string;
  /** Changes when the files do. */
  readonly signature: () => string;
  /** Milliseconds until the change of a file is worth a call: 0 where it is what a writer does last. */
  readonly waitFor: (name: string) => number;
  readonly onChange: () => void;
  /** Whether each change has been told at once, and one has; at first: no. */
  readonly onProof: (isProven: boolean) => void;
  /** Told when it goes on in another way, and why. */
  readonly say: (text: string) => void;
  readonly watch: NameWatch;
  readonly timing?: ProvenWatchTiming;
}

/** Has the kernel tell. @throws where that cannot be had. */
type NameWatch = (
  onChange: (name: string) => void,
  onError: (cause: Error) => void,
) => Disposable;

interface ProvenWatchTiming {
  readonly lookMs: number;
  readonly placeMs: number;
  /** Until a further call after a change of which it is not known that it was the last. */
  readonly againMs: number;
  /** What is told so late counts as told: a busy machine keeps it back. */
  readonly lateMs: number;
}

/** A look takes about 20 µs. */
const usual: ProvenWatchTiming = { lookMs: 100, placeMs: 1_000, againMs: 250, lateMs: 3_000 };

/**
 * Calls when the folder's files have changed, until disposed: at once, as the kernel tells, and as soon as a look at
 * the files finds what it did not tell. From the first such find on it counts as not proven, as where it cannot be
 * had, or another folder took the place of this one: then the looks are all there is.
 */
export function provenWatch(options: ProvenWatchOptions): Disposable {
  const { runtime, signature, onChange, onProof, timing = usual } = options;
  let seen = signature();
  let isProven = false;
  /** When a look found what is not told yet; `null`: all was told. */
  let untoldAt: number | null = null;
  let soon: Disposable | null = null;
  let again: Disposable | null = null;
  /** Goes on by looks alone; `null`: it does already. */
  let giveUp: ((cause: Error) => void) | null = null;

  const watch: Watch = (_onChange, onError) => {
    const watched = options.watch(told, onError);
    giveUp = onError;
    return {
      [Symbol.dispose]() {
        giveUp = null;
        prove(false);
        watched[Symbol.dispose]();
      },
    };
  };

  function told(name: string): void {
    if (giveUp === null) return;
    const now = signature();
    if (now === seen && untoldAt === null) return hurry(name);
    const isNews = now !== seen;
    seen = now;
    untoldAt = null;
    prove(true);
    if (isNews) call(options.waitFor(name));
  }

  /** What was written before it may be told of only now: then it is the last all the same. */
  function hurry(name: string): void {
    if (soon !== null && options.waitFor(name) === 0) call(0);
  }

  function call(waitMs: number): void {
    soon?.[Symbol.dispose]();
    soon = null;
    again?.[Symbol.dispose]();
    again = waitMs === 0 ? null : runtime.after(timing.againMs, onChange);
    if (waitMs === 0) return onChange();
    soon = runtime.after(waitMs, () => {
      soon = null;
      onChange();
    });
  }

  function prove(isSo: boolean): void {
    if (isSo === isProven) return;
    isProven = isSo;
    onProof(isSo);
  }

  function look(): void {
    if (giveUp === null) return;
    if (untoldAt !== null && runtime.elapsed() - untoldAt >= timing.lateMs) {
      return giveUp(new Error("it is not told of at each change"));
    }
    const now = signature();
    if (now === seen) return;
    seen = now;
    // It may be on its way.
    untoldAt ??= runtime.elapsed();
    onChange();
  }

  const lasting = lastingWatch({ ...options, watch, timing });
  const looks = every(runtime, timing.lookMs, look);
  return {
    [Symbol.dispose]() {
      for (const each of [looks, soon, again, lasting]) each?.[Symbol.dispose]();
    },
  };
}
