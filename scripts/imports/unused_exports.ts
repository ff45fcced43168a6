import { dirname, join } from "node:path/posix";
import { exportsOf, takingsOf } from "./exports.ts";
import type { Word } from "./words.ts";

/** Words by the file's path from the root. */
type Sources = ReadonlyMap<string, readonly Word[]>;

/** Exports of files that are asked for by no other file; what may be used from outside is `entries`. */
export function checkExports(
  sources: Sources,
  isChecked: (path: string) => boolean,
  entries: readonly string[],
): readonly string[] {
  const taken = new Map<string, Set<string> | "all">();
  for (const [path, words] of sources) {
    for (const { from, names } of takingsOf(words)) {
      for (const target of resolved(path, from)) {
        const known = taken.get(target) ?? new Set<string>();
        taken.set(target, known === "all" || names === "all" ? "all" : known.union(names));
      }
    }
  }
  return [...sources].filter(([path]) => isChecked(path) && !entries.includes(path))
    .flatMap(([path, words]) => {
      const names = taken.get(path);
      if (names === "all") return [];
      return exportsOf(words).filter(({ name }) => names === undefined || !names.has(name))
        .map(({ name, line }) => `${path}:${line} → ${name}: exported, and no other file uses it`);
    });
}

/** From the root; the system has a file of each name in each runtime's adapter. */
function resolved(path: string, from: string): readonly string[] {
  if (from.startsWith("@system/")) {
    return ["deno", "bun"].map((runtime) => `src/adapters/${runtime}/${from.slice(8)}`);
  }
  if (from.startsWith("@/")) return [`src/${from.slice(2)}`];
  if (from.startsWith("@tests/")) return [`tests/${from.slice(7)}`];
  return [from.startsWith(".") ? join(dirname(path), from) : from];
}
