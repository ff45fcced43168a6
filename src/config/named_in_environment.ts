import type { Config } from "@/config/config.ts";
import { usualProfile } from "@/config/read_profile.ts";

/**
 * Variables by which a program that is started from here, now or later, has this very configuration, whatever profile
 * the environment names that it is started in.
 */
export function namedInEnvironment(
  { profile, file }: Pick<Config, "profile" | "file">,
): Readonly<Record<string, string>> {
  if (profile !== null) return { VIKUNJA_SYNC_PROFILE: profile };
  const usual = { VIKUNJA_SYNC_PROFILE: usualProfile };
  return file === null ? usual : { ...usual, VIKUNJA_SYNC_CONFIG: file };
}
