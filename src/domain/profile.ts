/** Name of a configuration with a state, a socket and units of its own; `null`: the usual one. */
export type Profile = string | null;

/** What is this profile's among things of one kind: `vikunja-sync@work`; the usual profile's has no name behind it. */
export function ofProfile(thing: string, profile: Profile): string {
  return profile === null ? thing : `${thing}@${profile}`;
}

/** Whose of these things it is; `undefined`: it is none of them. */
export function profileIn(name: string, thing: string): Profile | undefined {
  if (name === thing) return null;
  const own = name.startsWith(`${thing}@`) ? name.slice(thing.length + 1) : "";
  return isProfileName(own) ? own : undefined;
}

/** What stands in the names of files, units and annotations: nothing that any of them reads otherwise. */
export function isProfileName(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/.test(text);
}
