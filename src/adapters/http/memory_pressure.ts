/** Has garbage collected when strangers make much of it. */
interface MemoryPressure extends Disposable {
  /** So much has been taken in, and will be garbage soon. */
  add(bytes: number): void;
}

/** Garbage that is made meanwhile. */
const allowedBytes = 8 * 1024 * 1024;
const leastMs = 250;
/** Of what is left when it is over. */
const negligibleBytes = 1024 * 1024;
const quietMs = 2_000;

interface MemoryPressureDeps {
  readonly collect: () => void;
  readonly elapsed: () => number;
}

export function createMemoryPressure({ collect, elapsed }: MemoryPressureDeps): MemoryPressure {
  let bytes = 0;
  let collectedAt = -Infinity;
  let addedAt = 0;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function relieve(): void {
    bytes = 0;
    collect();
    collectedAt = elapsed();
  }

  function whenQuiet(): void {
    timer = null;
    if (elapsed() - addedAt >= quietMs) relieve();
    else timer = setTimeout(whenQuiet, quietMs);
  }

  return {
    add(more) {
      bytes += more;
      addedAt = elapsed();
      if (bytes > negligibleBytes) timer ??= setTimeout(whenQuiet, quietMs);
      if (bytes > allowedBytes && addedAt - collectedAt > leastMs) relieve();
    },
    [Symbol.dispose]: () => timer === null ? undefined : clearTimeout(timer),
  };
}
