import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { replaceFile } from "./replace_file.ts";

/**
 * Keeps what was in the file under another name beside it, once for each content, and returns that name.
 */
export function keepDamaged(path: string, content: Uint8Array): string {
  const mark = createHash("sha256").update(content).digest("hex").slice(0, 8);
  const kept = `${path}.damaged-${mark}`;
  const isKept = statSync(kept, { throwIfNoEntry: false })?.size === content.length;
  if (!isKept) replaceFile(kept, content, null);
  return kept;
}
