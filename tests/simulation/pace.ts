/** Milliseconds between two writes of a command that somebody else can come between. */
export function randomPace(random: () => number): number {
  const luck = random();
  return luck < 0.9 ? 1 + Math.floor(random() * 40) : 1 + Math.floor(random() * 3_000);
}
