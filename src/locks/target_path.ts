import { files } from "@system/files.ts";
import { dirname, resolveFrom } from "@/ports/paths.ts";
import { wholePath } from "./whole_path.ts";
import { factsAt, refuseSpecial } from "./file_facts.ts";
import { systemCode } from "@/ports/system_code.ts";

const mostLinks = 40;

/** The file that a path stands for, there or not: symbolic links at its end are followed. */
export function targetPath(path: string): string {
  let target = wholePath(path);
  for (let links = 0; links < mostLinks; links++) {
    const next = linkAt(target);
    if (next === null) return target;
    target = resolveFrom(dirname(target), next);
  }
  throw Object.assign(new Error(`too many symbolic links: ${path}`), { code: "ELOOP" });
}

/** The lock file that guards a file, whichever of its names it is called by. */
export function lockPathOf(path: string): string {
  return lockPathOfTarget(targetPath(path));
}

/** As {@link lockPathOf}, of what {@link targetPath} gave. */
export function lockPathOfTarget(target: string): string {
  return `${target}.lock`;
}

function linkAt(path: string): string | null {
  try {
    const facts = factsAt(path, "link itself");
    if (facts !== null) refuseSpecial(path, facts);
    return facts?.isLink === true ? files.readLink(path) : null;
  } catch (thrown) {
    const code = systemCode(thrown);
    // EINVAL: it was a link a moment ago.
    if (code === "EINVAL" || code === "ENOENT" || code === "ENOTDIR") return null;
    throw thrown;
  }
}
