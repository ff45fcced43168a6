import type { HookSettings } from "@/app/setup/hook_script.ts";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { type UnitFile, unitFiles } from "@/app/setup/unit_files.ts";
import type { Config } from "@/config/config.ts";
import { namedInEnvironment } from "@/config/named_in_environment.ts";
import { storeVariables } from "@/config/store_config.ts";
import { configFolder } from "@/config/paths.ts";
import { SyncError } from "@/domain/errors.ts";

type OwnFilesDeps = Pick<SetupDeps, "config" | "env" | "ownCommand">;

/** What the units keep of the environment they were made in; the token is never among it. */
const keptVariables = [
  "PATH",
  "XDG_CONFIG_HOME",
  "XDG_STATE_HOME",
  "TASKRC",
  "TASKDATA",
  "VIKUNJA_URL",
  "VIKUNJA_TOKEN_FILE",
  "VIKUNJA_SYNC_SECRET_FILE",
  "VIKUNJA_SYNC_CONFIG",
  "VIKUNJA_SYNC_TASK",
  "VIKUNJA_SYNC_STATE_DIR",
];

/** A profile says by its name where these are. */
const ownPlaces = ["VIKUNJA_SYNC_CONFIG", "VIKUNJA_SYNC_STATE_DIR"];

/** The hook as it would be written now. */
export function hookSettings({ config, env, ownCommand }: OwnFilesDeps): HookSettings {
  return {
    stateDir: config.stateDir,
    command: ownCommand("hook"),
    environment: keptEnvironment(config, env),
  };
}

/** The units as they would be written now. */
export function ownUnits({ config, env, ownCommand }: OwnFilesDeps): readonly UnitFile[] {
  return unitFiles({
    profile: config.profile,
    serve: ownCommand("serve"),
    fullSync: [...ownCommand("sync"), "--full", "--quiet"],
    environment: keptEnvironment(config, env),
  });
}

/** @throws {SyncError} `CONFIG`: there is no home folder. */
export function unitFolder({ env }: Pick<SetupDeps, "env">): string {
  const base = configFolder(env);
  if (base !== null) return `${base}/systemd/user`;
  throw new SyncError("CONFIG", "Cannot find the folder of user units: HOME is not set");
}

function keptEnvironment(
  config: Config,
  env: SetupDeps["env"],
): Readonly<Record<string, string>> {
  const { caFile, profile } = config;
  const kept = keptVariables.filter((name) => profile === null || !ownPlaces.includes(name))
    .flatMap((name) => {
      const value = env(name);
      return value === undefined || value === "" ? [] : [[name, value]];
    });
  const isOfEnvironment = caFile !== null && (env("VIKUNJA_CA_FILE") ?? "") !== "";
  return {
    ...Object.fromEntries(kept),
    ...(isOfEnvironment ? { VIKUNJA_CA_FILE: caFile } : {}),
    ...storeVariables(config.store),
    ...namedInEnvironment(config),
  };
}
