import { files } from "@system/files.ts";
import { ifThere } from "@/ports/missing.ts";
import { systemCode } from "@/ports/system_code.ts";

/** Of a file; another one holds what was before that. */
const maxBytes = 512 * 1024;

/**
 * Lines of what happens, for those who look afterwards: the last of them, in `path` and before that in `path.1`. A line
 * that cannot be kept (the disk is full, the folder gone) is not: nothing depends on it.
 */
export function createLineLog(
  path: string,
  now: () => Date,
): (level: string, text: string) => void {
  return (level, text) => {
    try {
      if ((files.facts(path)?.size ?? 0) > maxBytes) ifThere(() => files.rename(path, `${path}.1`));
      const line = `${now().toISOString()} ${level} ${text.replaceAll(/\s+/g, " ")}\n`;
      files.write(path, line, { append: true, create: true, mode: 0o600 });
    } catch (thrown) {
      if (systemCode(thrown) === null) throw thrown;
    }
  };
}
