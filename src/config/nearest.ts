/** The one of `known` that was probably meant; `null` where none is close. */
export function nearest(word: string, known: readonly string[]): string | null {
  const asked = word.toLowerCase();
  const allowed = Math.max(1, Math.floor(asked.length / 3));
  const ranked = known
    .map((name) => ({ name, distance: editDistance(asked, name.toLowerCase()) }))
    .filter(({ distance, name }) => distance <= allowed || isBeginning(asked, name))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.name ?? null;
}

function isBeginning(asked: string, name: string): boolean {
  return asked.length >= 2 && name.startsWith(asked);
}

/** Letters to insert, remove or replace; two swapped neighbours count once. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row.push(Math.min(
        last[j]! + 1,
        row[j - 1]! + 1,
        last[j - 1]! + (same ? 0 : 1),
        swapped ? beforeLast[j - 2]! + 1 : Infinity,
      ));
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length]!;
}
