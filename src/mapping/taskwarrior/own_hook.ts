import { ofProfile, type Profile, profileIn } from "@/domain/profile.ts";

const name = "on-exit.vikunja-sync";

/** Name of the on-exit hook of ours: each profile has its own, that wakes it alone. */
export function ownHookName(profile: Profile): string {
  return ofProfile(name, profile);
}

/** Of whichever profile. */
export function isOwnHook(file: string): boolean {
  return profileIn(file, name) !== undefined;
}
