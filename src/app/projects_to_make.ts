import type { PlannedChange } from "@/ports/operations.ts";

type Path = readonly string[];

/** Projects that a plan makes in Vikunja, parents first; of those that differ by case the first. */
export function projectsToMake(
  planned: readonly PlannedChange[],
  known: readonly Path[],
): readonly string[] {
  const there = new Set(known.map(keyOf));
  const missing = new Map<string, string>();
  for (const { project = [] } of planned) {
    if (there.has(keyOf(project))) continue;
    for (let depth = 1; depth <= project.length; depth++) {
      const path = project.slice(0, depth);
      if (there.has(keyOf(path)) || missing.has(foldedOf(path))) continue;
      missing.set(foldedOf(path), path.join(" / "));
    }
  }
  return [...missing.values()].sort();
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}

function foldedOf(path: Path): string {
  return keyOf(path).toLowerCase();
}
