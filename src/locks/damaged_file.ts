import { createHash } from "node:crypto";
import { constants, copyFileSync } from "node:fs";
import { systemCode } from "./system_code.ts";

/**
 * Keeps what is in the file under another name beside it, once for each content, and returns that name.
 */
export function keepDamaged(path: string, content: Uint8Array): string {
  const mark = createHash("sha256").update(content).digest("hex").slice(0, 8);
  const kept = `${path}.damaged-${mark}`;
  try {
    copyFileSync(path, kept, constants.COPYFILE_EXCL);
  } catch (thrown) {
    if (systemCode(thrown) !== "EEXIST") throw thrown;
  }
  return kept;
}
