import { lastingWatch, type Watch } from "@/adapters/fs/lasting_watch.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

interface ProvenWatchOptions {
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  readonly folder: string;
  readonly names: readonly string[];
  /** Of the file of one of these names: changes when it does; `-`: there is none. */
  readonly signatureOf: (name: string) => string;
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

/** A look at a file takes about 20 µs. */
const usual: ProvenWatchTiming = { lookMs: 100, placeMs: 1_000, againMs: 250, lateMs: 3_000 };

/**
 * Calls when the folder's files have changed, until disposed: at once, as the kernel tells, and as soon as a look at
 * the files finds what it did not tell. From the first such find on it counts as not proven, as where it cannot be
 * had, or another folder took the place of this one: then the looks are all there is.
 */
export function provenWatch(options: ProvenWatchOptions): Disposable {
  const { runtime, names, signatureOf, onChange, onProof, timing = usual } = options;
  const seen = new Map(names.map((name) => [name, signatureOf(name)]));
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
    const isNews = isChanged(name);
    if (!isNews && untoldAt === null) return hurry(name);
    untoldAt = null;
    prove(true);
    if (isNews) call(options.waitFor(name));
  }

  function isChanged(name: string): boolean {
    const now = signatureOf(name);
    const isNews = now !== seen.get(name);
    seen.set(name, now);
    return isNews;
  }

  /** A file that is taken away last was not there before either, where what was written first is told of late. */
  function hurry(name: string): void {
    if (soon !== null && seen.get(name) === "-" && options.waitFor(name) === 0) call(0);
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
    if (!names.map(isChanged).includes(true)) return;
    // It may be on its way.
    untoldAt ??= runtime.elapsed();
    onChange();
  }

  const signature = () => names.map(signatureOf).join(" ");
  const lasting = lastingWatch({ ...options, signature, watch, timing });
  const looks = every(runtime, timing.lookMs, look);
  return {
    [Symbol.dispose]() {
      for (const each of [looks, soon, again, lasting]) each?.[Symbol.dispose]();
    },
  };
}
