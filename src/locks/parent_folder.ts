import { files } from "@system/files.ts";
import { dirname } from "@/ports/paths.ts";
import { systemCode } from "@/ports/system_code.ts";

/** Makes the folders a file is to be in, where that is all that was missing. */
export function withFolder<T>(path: string, open: () => T): T {
  try {
    return open();
  } catch (thrown) {
    if (systemCode(thrown) !== "ENOENT") throw thrown;
  }
  files.makeFolder(dirname(path), 0o700);
  return open();
}
