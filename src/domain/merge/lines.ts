import { jsonEqual } from "@/domain/json.ts";
import { type Hunk, lineDiff } from "@/domain/line_diff.ts";

export interface MergedLines {
  readonly text: string;
  /** Whether both changed the same lines; `winner`'s stand in `text`. */
  readonly isConflict: boolean;
}

type Which = "ours" | "theirs";

/** Texts beyond this many lines are not merged. */
const maxLines = 20_000;

/**
 * Three-way merge by lines. What only one of the two changed, added or removed is done; lines that both added
 * at one place are all kept, once where they are the same. `null`: too long, or too different to tell.
 */
export function mergeLines(
  base: string,
  texts: Readonly<Record<Which, string>>,
  winner: Which,
): MergedLines | null {
  const lines = linesOf(base);
  const [left, right] = [linesOf(texts.ours), linesOf(texts.theirs)];
  if (Math.max(lines.length, left.length, right.length) > maxLines) return null;
  const [ours, theirs] = [lineDiff(lines, left), lineDiff(lines, right)];
  if (ours === null || theirs === null) return null;
  const merged: string[] = [];
  let isConflict = false;
  let at = 0;
  for (const region of regions(ours, theirs)) {
    merged.push(...lines.slice(at, region.start));
    const said = join(region, lines, winner);
    merged.push(...said.lines);
    isConflict ||= said.isConflict;
    at = region.end;
  }
  merged.push(...lines.slice(at));
  return { text: merged.join("\n"), isConflict };
}

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split("\n");
}

interface Region extends Readonly<Record<Which, readonly Hunk[]>> {
  readonly start: number;
  readonly end: number;
}

/** Hunks of both that touch the same lines, or add at one place, are one region. */
function regions(ours: readonly Hunk[], theirs: readonly Hunk[]): readonly Region[] {
  const all = [
    ...ours.map((hunk) => ({ hunk, which: "ours" as const })),
    ...theirs.map((hunk) => ({ hunk, which: "theirs" as const })),
  ].sort((a, b) => a.hunk.start - b.hunk.start || a.hunk.end - b.hunk.end);
  const found: { start: number; end: number; ours: Hunk[]; theirs: Hunk[] }[] = [];
  for (const { hunk, which } of all) {
    const last = found.at(-1);
    if (last === undefined || !touches(last, hunk)) {
      found.push({ start: hunk.start, end: hunk.end, ours: [], theirs: [], [which]: [hunk] });
      continue;
    }
    last.end = Math.max(last.end, hunk.end);
    last[which].push(hunk);
  }
  return found;
}

/** In order of beginning: a shared line, or two additions at one place. */
function touches(before: { readonly start: number; readonly end: number }, hunk: Hunk): boolean {
  if (hunk.start < before.end) return true;
  return before.start === before.end && hunk.start === hunk.end && hunk.start === before.start;
}

function join(
  { start, end, ours, theirs }: Region,
  base: readonly string[],
  winner: Which,
): { readonly lines: readonly string[]; readonly isConflict: boolean } {
  const [left, right] = [ours, theirs].map((hunks) => applied(hunks, base, start, end));
  if (left === undefined || right === undefined) throw new Error("a region has two sides");
  if (ours.length === 0 || jsonEqual(left, right)) return { lines: right, isConflict: false };
  if (theirs.length === 0) return { lines: left, isConflict: false };
  if (start === end) return { lines: bothAdded(left, right), isConflict: false };
  return { lines: winner === "ours" ? left : right, isConflict: true };
}

function applied(
  hunks: readonly Hunk[],
  base: readonly string[],
  start: number,
  end: number,
): readonly string[] {
  const lines: string[] = [];
  let at = start;
  for (const hunk of hunks) {
    lines.push(...base.slice(at, hunk.start), ...hunk.lines);
    at = hunk.end;
  }
  return [...lines, ...base.slice(at, end)];
}

/** What both begin or end with once, then the lines of both, in an order that does not depend on the side. */
function bothAdded(left: readonly string[], right: readonly string[]): readonly string[] {
  const head = sharedStart(left, right);
  const tail = sharedStart(left.slice(head).reverse(), right.slice(head).reverse());
  const inner = (lines: readonly string[]) => lines.slice(head, lines.length - tail);
  const parts = [inner(left), inner(right)].sort((a, b) => a.join("\n") < b.join("\n") ? -1 : 1);
  return [...left.slice(0, head), ...parts.flat(), ...left.slice(left.length - tail)];
}

/** How many lines both begin with; blank ones alone are no sign that both said the same. */
function sharedStart(left: readonly string[], right: readonly string[]): number {
  let count = 0;
  while (count < left.length && count < right.length && left[count] === right[count]) count++;
  return left.slice(0, count).some((line) => line.trim() !== "") ? count : 0;
}
