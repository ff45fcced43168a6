import type { Import } from "./import_graph.ts";

/** Files under `folder` that import each other in a circle, types included; an `import(…)` closes none. */
export function checkCycles(folder: string, imports: readonly Import[]): readonly string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, isOurs, isDynamic } of imports) {
    if (isOurs && !isDynamic) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const cycles: string[] = [];
  for (const start of [...next.keys()].sort()) visit(start, []);
  return cycles;

  function visit(file: string, path: readonly string[]): void {
    const begin = path.indexOf(file);
    if (begin >= 0) {
      cycles.push(
        [...path.slice(begin), file].map((each) => `${folder}/${each}`).join(" → ") + ": a cycle",
      );
      return;
    }
    if (done.has(file)) return;
    for (const target of next.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  }
}
