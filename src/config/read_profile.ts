import { isProfileName, type Profile } from "@/domain/profile.ts";
import { SyncError } from "@/domain/errors.ts";
import { variable } from "@/config/paths.ts";

/** What the usual profile is called where one has to be named. */
export const usualProfile = "default";

/**
 * Flag over environment.
 * @throws {SyncError} `USAGE`: no name of a profile, or a file is named besides.
 */
export function readProfile(
  flags: { readonly profile?: string; readonly config?: string },
  env: Readonly<Record<string, string | undefined>>,
): Profile {
  const where = flags.profile === undefined ? "VIKUNJA_SYNC_PROFILE" : "--profile";
  const name = flags.profile?.trim() ?? variable(env, "VIKUNJA_SYNC_PROFILE");
  if (name === null || name === usualProfile) return null;
  if (!isProfileName(name)) {
    throw new SyncError("USAGE", `Cannot run: ${where} is ${JSON.stringify(name)}`, {
      hint:
        "The name of a profile has up to 32 letters, digits, - and _, and begins with a letter or digit.",
    });
  }
  if (flags.config === undefined) return name;
  throw new SyncError("USAGE", `Cannot run: --config and ${where} name two configurations`, {
    hint: `The profile ${name} has a file of its own. Leave one of the two away` +
      (where === "--profile" ? "." : ", or say --profile default."),
  });
}

/** @throws {SyncError} `USAGE`, always. */
export function unknownProfile(name: string, path: string): SyncError {
  return new SyncError("USAGE", `Cannot run: there is no profile ${name} (no file ${path})`, {
    hint:
      `\`vikunja-sync profiles\` lists those there are; \`vikunja-sync init --profile ${name}\` makes it.`,
  });
}
