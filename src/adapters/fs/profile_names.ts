import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";
import { type Profile, profileIn } from "@/domain/profile.ts";

/** Names of the profiles that have a configuration file there, the usual one as `default`, first. */
export function profileNames(configFolder: string | null): readonly string[] {
  if (configFolder === null) return [];
  const found = (ifThere(() => files.list(configFolder)) ?? []).flatMap((name) => {
    const profile = profileIn(name, "vikunja-sync");
    if (profile === undefined) return [];
    return holds(join(configFolder, name), "config.toml") ? [profile] : [];
  });
  return [
    ...found.includes(null) ? ["default"] : [],
    ...found.filter((profile) => profile !== null).toSorted(),
  ];
}

/** All but this one. */
export function otherProfileNames(
  configFolder: string | null,
  profile: Profile,
): readonly string[] {
  return profileNames(configFolder).filter((name) => name !== (profile ?? "default"));
}

function holds(folder: string, name: string): boolean {
  return files.facts(folder)?.isFolder === true && files.facts(join(folder, name)) !== null;
}
