import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";

/** The version that has last found nothing of an older one in place; beside the log. */
export function seenVersion(stateDir: string) {
  const path = join(stateDir, "seen-version");
  return {
    read: (): string | null => ifThere(() => files.readText(path))?.trim() ?? null,
    /** Nothing where there is no state folder yet. */
    keep: (version: string): void =>
      void ifThere(() =>
        files.write(path, `${version}\n`, { create: true, truncate: true, mode: 0o600 })
      ),
  };
}
