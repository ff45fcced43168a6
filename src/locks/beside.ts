import { sha256 } from "@system/hash.ts";
import { basename, dirname, join } from "@/ports/paths.ts";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

/** What a file made beside another is for: its content to come, or a lock file to come. */
type Purpose = "tmp" | "new";

/** A new name beside the file, of one length whatever the file's is: a name has 255 bytes at most. */
export function besideOf(path: string, purpose: Purpose): string {
  return join(dirname(path), `${startOf(path)}${crypto.randomUUID()}.${purpose}`);
}

/** Knows the names that {@link besideOf} gives for that file. */
export function isBesideOf(path: string): (name: string) => boolean {
  const name = new RegExp(`^${startOf(path).replaceAll(".", "\\.")}${uuid}\\.(?:tmp|new)$`);
  return (candidate) => name.test(candidate);
}

function startOf(path: string): string {
  return `.${sha256(basename(path)).slice(0, 16)}.`;
}
