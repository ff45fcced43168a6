import { isAbsolute, join } from "@/ports/paths.ts";
import { ofProfile, type Profile } from "@/domain/profile.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The variable's value; `null` where it is not set or blank. */
export function variable(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === "" ? null : value;
}

/** `null` where the environment names none. */
function homeFolder(env: Environment): string | null {
  return variable(env, "HOME") ?? variable(env, "USERPROFILE");
}

/** A base folder as the XDG specification has it: a relative one counts as not set. */
function baseFolder(env: Environment, name: string, ownDefault: readonly string[]): string | null {
  const set = variable(env, name);
  if (set !== null && isAbsolute(set)) return set;
  const home = homeFolder(env);
  return home === null ? null : join(home, ...ownDefault);
}

/** `$XDG_CONFIG_HOME`, else `~/.config`; `null` where there is no home folder. */
export function configFolder(variable: (name: string) => string | undefined): string | null {
  const env = Object.fromEntries(
    ["XDG_CONFIG_HOME", "HOME", "USERPROFILE"].map((name) => [name, variable(name)]),
  );
  return baseFolder(env, "XDG_CONFIG_HOME", [".config"]);
}

/** `null` where there is no home folder to look in. */
export function defaultConfigPath(env: Environment, profile: Profile): string | null {
  const base = baseFolder(env, "XDG_CONFIG_HOME", [".config"]);
  return base === null ? null : join(base, ofProfile("vikunja-sync", profile), "config.toml");
}

/** `null` where there is no home folder to put it in. */
export function defaultStateDir(env: Environment, profile: Profile): string | null {
  const base = baseFolder(env, "XDG_STATE_HOME", [".local", "state"]);
  return base === null ? null : join(base, ofProfile("vikunja-sync", profile));
}

/** With `~` for the home folder, and seen from `folder` where it is relative. */
export function absolutePath(path: string, folder: string, env: Environment): string {
  const home = homeFolder(env);
  const full = home !== null && /^~(?=$|[/\\])/.test(path) ? home + path.slice(1) : path;
  return isAbsolute(full) ? full : join(folder, full);
}
