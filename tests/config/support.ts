import { systemError } from "@tests/support/system_error.ts";
import type { Config } from "@/config/config.ts";
import { type ConfigSources, readConfig } from "@/config/read_config.ts";
import { SyncError } from "@/domain/errors.ts";

interface Setting {
  readonly flags?: ConfigSources["flags"];
  readonly env?: Readonly<Record<string, string>>;
  /** Files that are there, by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly modes?: Readonly<Record<string, number>>;
  readonly foreign?: readonly string[];
  readonly needsServer?: boolean;
  readonly runCommand?: ConfigSources["runCommand"];
}

export const configPath = "/home/ada/.config/vikunja-sync/config.toml";

/** Reads a configuration as `ada`, whose home has these files and nothing else. */
export function configOf(setting: Setting): Promise<Config> {
  const files = setting.files ?? {};
  return readConfig({
    flags: setting.flags ?? {},
    env: { HOME: "/home/ada", ...setting.env },
    workingFolder: "/home/ada/desk",
    isWindows: false,
    needsServer: setting.needsServer ?? true,
    readTextFile: (path) => {
      const text = files[path];
      if (text !== undefined) return Promise.resolve(text);
      return Promise.reject(systemError("ENOENT"));
    },
    fileMode: (path) => Promise.resolve(setting.modes?.[path] ?? 0o100600),
    isForeign: (path) => Promise.resolve(setting.foreign?.includes(path) ?? false),
    runCommand: setting.runCommand ?? (() => Promise.reject(systemError("ENOENT"))),
  });
}

/** The error of a configuration that is refused. */
export async function refusalOf(setting: Setting): Promise<SyncError> {
  try {
    await configOf(setting);
  } catch (error) {
    if (error instanceof SyncError) return error;
    throw error;
  }
  throw new Error("The configuration was taken");
}

export const server = { VIKUNJA_URL: "https://v.example", VIKUNJA_TOKEN: "tk_env" };

/** The token as the adapter would send it. */
export async function tokenOf(config: Config): Promise<string | undefined> {
  return (await config.server?.token())?.reveal();
}
