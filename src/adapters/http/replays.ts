/** Tells deliveries that somebody has kept and sends again. */
interface Replays {
  /** `time`: ISO, as it is signed; `null`: unknown. */
  isTooOld(time: string | null, serverNowMs: number | null): boolean;
  isKnown(signature: string): boolean;
  /** It has been taken. */
  note(signature: string): void;
}

/** Vikunja sends within 13 s if it sends at all (contract, webhooks). */
const maxAgeMs = 600_000;
/** Of more in that time, those taken first are forgotten: to look once more does no harm. */
const maxKnown = 10_000;

/** `elapsed`: milliseconds on a clock that does not jump. */
export function createReplays(elapsed: () => number): Replays {
  const takenAt = new Map<string, number>();

  function forgetOld(): void {
    for (const [signature, at] of takenAt) {
      if (elapsed() - at <= 2 * maxAgeMs && takenAt.size <= maxKnown) return;
      takenAt.delete(signature);
    }
  }

  return {
    isTooOld(time, serverNowMs) {
      if (time === null || serverNowMs === null) return false;
      const at = Date.parse(time);
      return !Number.isNaN(at) && Math.abs(serverNowMs - at) > maxAgeMs;
    },
    isKnown: (signature) => takenAt.has(signature),
    note(signature) {
      takenAt.set(signature, elapsed());
      forgetOld();
    },
  };
}
