import type { Config } from "@/config/config.ts";
import { environmentNames } from "@/config/environment_names.ts";
import { namedInEnvironment } from "@/config/named_in_environment.ts";
import { storeVariables } from "@/config/store_config.ts";

/** Of the machine, and said of nobody. */
const kept: ReadonlySet<string> = new Set([
  "HOME",
  "USERPROFILE",
  "XDG_RUNTIME_DIR",
  "NODE_TLS_REJECT_UNAUTHORIZED",
]);

/** By which a process that makes a backup has this very configuration, secrets as well. */
export async function backupEnvironment(
  config: Config,
): Promise<Readonly<Record<string, string>>> {
  const { store, isTokenInEnvironment, server } = config;
  const password = store?.password?.reveal();
  // Taken out of our own environment, so that only what is ours sees it.
  const token = isTokenInEnvironment && server !== null ? await server.token("known") : null;
  return {
    ...namedInEnvironment(config),
    ...storeVariables(store),
    ...password === undefined ? {} : { VIKUNJA_SYNC_STORE_PASSWORD: password },
    ...token === null ? {} : { VIKUNJA_TOKEN: token.reveal() },
  };
}

/** The same for one list of many, of which the file alone says everything. */
export function listBackupEnvironment(config: Config): Readonly<Record<string, string>> {
  const said = environmentNames.filter((name) => !kept.has(name)).map((name) => [name, ""]);
  const password = config.store?.password?.reveal();
  return {
    ...Object.fromEntries(said),
    ...namedInEnvironment(config),
    ...password === undefined ? {} : { VIKUNJA_SYNC_STORE_PASSWORD: password },
  };
}
