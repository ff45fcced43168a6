/** Chance by a seed: the same seed, the same numbers. */
export interface Chance {
  /** From 0 to below 1. */
  (): number;
  /** Chance of its own by this name: what is drawn there changes nothing here. */
  of(name: string): Chance;
}

export function chanceBy(seed: number): Chance {
  const next = mulberry32(seed | 0);
  return Object.assign(next, { of: (name: string) => chanceBy(hashOf(name, seed)) });
}

export function pick<T>(choices: readonly T[], random: () => number): T {
  const chosen = choices[Math.floor(random() * choices.length)];
  if (chosen === undefined) throw new Error("There is nothing to choose from");
  return chosen;
}

/** By how often each is to come, against the others. */
export function pickWeighted<K extends string>(
  weights: Readonly<Record<K, number>>,
  random: () => number,
): K {
  const kinds = Object.keys(weights) as K[];
  let rest = random() * kinds.reduce((sum, kind) => sum + weights[kind], 0);
  for (const kind of kinds) {
    if (rest < weights[kind]) return kind;
    rest -= weights[kind];
  }
  return pick(kinds, random);
}

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** FNV-1a over the name, from the seed on. */
function hashOf(name: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let at = 0; at < name.length; at++) {
    hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  }
  return hash;
}
