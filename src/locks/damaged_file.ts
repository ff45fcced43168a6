import { files } from "@system/files.ts";
import { sha256 } from "@system/hash.ts";
import { replaceFile } from "./replace_file.ts";

/**
 * Keeps what was in the file under another name beside it, once for each content, and returns that name.
 */
export function keepDamaged(path: string, content: Uint8Array): string {
  const mark = sha256(content).slice(0, 8);
  const kept = `${path}.damaged-${mark}`;
  const isKept = files.facts(kept)?.size === content.length;
  if (!isKept) replaceFile(kept, content, null);
  return kept;
}
