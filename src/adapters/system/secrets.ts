import { thisProcess } from "@system/this_process.ts";

/**
 * Takes these variables out of the environment: what this process starts (`task` and the hooks of its user, the
 * command of `run` and `lock run`, of the notices, of the token) inherits what is left. Those that are not set, or
 * that this process may not see, are not in the answer.
 */
export function takeSecrets(names: readonly string[]): Readonly<Record<string, string>> {
  const taken: Record<string, string> = {};
  for (const name of names) {
    const value = thisProcess.may("env", name) ? thisProcess.env(name) : undefined;
    if (value === undefined) continue;
    taken[name] = value;
    thisProcess.removeFromEnv(name);
  }
  return taken;
}
