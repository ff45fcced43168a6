/** Lines `start` to before `end` of the base become `lines`. */
export interface Hunk {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Lines that may differ before a diff is given up: its cost grows with their square. */
const maxDifferent = 1_000;

/** What makes `after` of `base`, in order, apart from each other; `null`: too different to tell. */
export function lineDiff(
  base: readonly string[],
  after: readonly string[],
): readonly Hunk[] | null {
  let head = 0;
  while (head < base.length && head < after.length && base[head] === after[head]) head++;
  let tail = 0;
  const room = Math.min(base.length, after.length) - head;
  while (tail < room && base[base.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const left = base.slice(head, base.length - tail);
  const right = after.slice(head, after.length - tail);
  const kept = commonLines(left, right);
  return kept === null
    ? null
    : hunksBetween(left, right, kept).flatMap((hunk) =>
      byLine({ ...hunk, start: hunk.start + head, end: hunk.end + head })
    );
}

type Pair = readonly [number, number];

/** Positions of the lines that both have in common, after Myers' O(ND) algorithm. */
function commonLines(left: readonly string[], right: readonly string[]): readonly Pair[] | null {
  const most = Math.min(left.length + right.length, maxDifferent);
  const trace: Int32Array[] = [];
  let reach = new Int32Array(2 * most + 3);
  for (let d = 0; d <= most; d++) {
    for (let k = -d; k <= d; k += 2) {
      const [down, across] = [reach[most + k + 2] ?? 0, reach[most + k] ?? 0];
      let x = k === -d || (k !== d && across < down) ? down : across + 1;
      while (x < left.length && x - k < right.length && left[x] === right[x - k]) x++;
      reach[most + k + 1] = x;
      if (x >= left.length && x - k >= right.length) {
        return walkBack(left, right, [...trace, reach.slice()], most);
      }
    }
    trace.push(reach);
    reach = reach.slice();
  }
  return null;
}

function walkBack(
  left: readonly string[],
  right: readonly string[],
  trace: readonly Int32Array[],
  most: number,
): readonly Pair[] {
  const pairs: Pair[] = [];
  let [x, y] = [left.length, right.length];
  for (let d = trace.length - 1; d >= 0; d--) {
    const before = d === 0 ? null : trace[d - 1];
    const k = x - y;
    const at = (diagonal: number) => before?.[most + diagonal + 1] ?? 0;
    const isDown = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const from = isDown ? k + 1 : k - 1;
    const [fromX, fromY] = before === null ? [0, 0] : [at(from), at(from) - from];
    while (x > fromX && y > fromY && left[x - 1] === right[y - 1]) pairs.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  return pairs.reverse();
}

function hunksBetween(
  left: readonly string[],
  right: readonly string[],
  kept: readonly Pair[],
): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let [x, y] = [0, 0];
  for (const [nextX, nextY] of [...kept, [left.length, right.length] as const]) {
    if (nextX > x || nextY > y) hunks.push({ start: x, end: nextX, lines: right.slice(y, nextY) });
    [x, y] = [nextX + 1, nextY + 1];
  }
  return hunks;
}

/** As many lines as before: each is a change of its own. */
function byLine({ start, end, lines }: Hunk): readonly Hunk[] {
  if (lines.length !== end - start) return [{ start, end, lines }];
  return lines.map((line, index) => ({
    start: start + index,
    end: start + index + 1,
    lines: [line],
  }));
}
