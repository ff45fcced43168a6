/** One attempt to tell somebody something. */
export interface Attempt {
  readonly beganMs: number;
  /** When the program knew that it was told; `null`: it never did. */
  readonly knownMs: number | null;
  /** Whether they have it. */
  readonly isHad: boolean;
  readonly notices: readonly {
    readonly id: string;
    /** It says itself that it may have been told before. */
    readonly repeated: boolean;
  }[];
}

/**
 * Each notice once: what is known to be told is never told again, and what they may have had says so. An attempt
 * that another one took over, because it looked dead, is not known to have told it.
 */
export function faultsOfTelling(attempts: readonly Attempt[]): readonly string[] {
  const faults = new Set<string>();
  for (const [at, earlier] of attempts.entries()) {
    for (const later of attempts.slice(at + 1)) {
      for (const { id } of earlier.notices) {
        const again = later.notices.find((notice) => notice.id === id);
        if (again === undefined) continue;
        if (isKnownBy(earlier, later) && !isTakenOver(attempts, earlier, id)) {
          faults.add(`${id} is told again, though it is known to be told`);
        }
        if (earlier.isHad && later.isHad && !again.repeated) {
          faults.add(`${id} is told twice, and does not say so`);
        }
      }
    }
  }
  return [...faults];
}

/** What there is to tell once all is calm, and nobody has. */
export function faultsOfSilence(
  attempts: readonly Attempt[],
  all: readonly string[],
): readonly string[] {
  const had = new Set(
    attempts.filter(({ isHad }) => isHad).flatMap(({ notices }) => notices.map(({ id }) => id)),
  );
  return all.filter((id) => !had.has(id)).map((id) => `${id} is told to nobody`);
}

function isKnownBy({ knownMs }: Attempt, { beganMs }: Attempt): boolean {
  return knownMs !== null && beganMs >= knownMs;
}

function isTakenOver(attempts: readonly Attempt[], one: Attempt, id: string): boolean {
  return attempts.some((other) =>
    other !== one && other.beganMs >= one.beganMs && other.beganMs < (one.knownMs ?? Infinity) &&
    other.notices.some((notice) => notice.id === id)
  );
}
