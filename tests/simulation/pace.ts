/** Milliseconds from what a command read to its first write: somebody may come between. */
export function randomPace(random: () => number): number {
  const luck = random();
  return luck < 0.9 ? 1 + Math.floor(random() * 40) : 1 + Math.floor(random() * 3_000);
}

/** Milliseconds between two of its writes. */
export function betweenWrites(random: () => number): number {
  return 1 + Math.floor(random() * 3);
}
