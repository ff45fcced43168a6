import { files } from "@system/files.ts";
import { ifThere } from "@/ports/missing.ts";
import { join } from "@/ports/paths.ts";

/** A secret is much shorter. */
const maxBytes = 64 * 1024;

/** Paths of the small files that lie right in the folder of each list, or of what is left of one. */
export function sealableFiles(folder: string): readonly string[] {
  return namesIn(folder).flatMap((name) => {
    const place = join(folder, name);
    if (files.facts(place)?.isFolder !== true) return [];
    return namesIn(place).map((each) => join(place, each)).filter((path) => {
      const facts = files.facts(path);
      return facts?.isFile === true && facts.size <= maxBytes;
    });
  });
}

/** Without what whoever was killed has left. */
function namesIn(folder: string): readonly string[] {
  const names = ifThere(() => files.list(folder)) ?? [];
  return names.filter((name) => !name.startsWith(".")).toSorted();
}
