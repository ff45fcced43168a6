import { environmentNames } from "@/config/environment_names.ts";
import type { QuietNote } from "@/ports/quiet.ts";

/** What a run looks at, of secrets only whether they are set. */
export function shownEnv(
  valueOf: (name: string) => string | undefined,
  secretNames: readonly string[],
): QuietNote["env"] {
  const shown = (name: string) => {
    const value = valueOf(name);
    if (value === undefined) return null;
    return secretNames.includes(name) ? "" : value;
  };
  return Object.fromEntries([...environmentNames, "PATH"].map((name) => [name, shown(name)]));
}
