import { dirname } from "@/ports/paths.ts";
import type { Config } from "@/config/config.ts";
import {
  isTokenOfEnvironment,
  namedTokenFile,
  type TokenFiles,
  type TokenPlaces,
} from "@/config/find_token.ts";
import { fileReason } from "@/config/file_reason.ts";
import { notifyConfig } from "@/config/notify_config.ts";
import { placeProblem } from "@/config/file_rights.ts";
import { absolutePath, defaultConfigPath, defaultStateDir, variable } from "@/config/paths.ts";
import { allAttributeNames, sharedNames } from "@/config/place_settings.ts";
import { configError, type Problem } from "@/config/problem.ts";
import {
  checkSetting,
  type SettingKey,
  settingValue,
  type SettingValues,
} from "@/config/settings.ts";
import { conflictsConfig } from "@/config/conflicts_config.ts";
import { directionConfig } from "@/config/direction_config.ts";
import { mappingConfig } from "@/config/mapping_config.ts";
import { selectionConfig } from "@/config/selection_config.ts";
import type { Profile } from "@/domain/profile.ts";
import { readProfile, unknownProfile } from "@/config/read_profile.ts";
import { readServer } from "@/config/read_server.ts";
import { readStore } from "@/config/store_config.ts";
import { socketPaths } from "@/config/socket_path.ts";
import type { RunCommand } from "@/config/token_source.ts";
import {
  noSettingsFile,
  parseSettingsFile,
  type SettingsFile,
  unreadableFile,
} from "@/config/toml_file.ts";

const variableOf: Readonly<Partial<Record<SettingKey, string>>> = {
  url: "VIKUNJA_URL",
  ca_file: "VIKUNJA_CA_FILE",
  task: "VIKUNJA_SYNC_TASK",
  state_dir: "VIKUNJA_SYNC_STATE_DIR",
  store: "VIKUNJA_SYNC_STORE",
  store_password_file: "VIKUNJA_SYNC_STORE_PASSWORD_FILE",
  list: "VIKUNJA_SYNC_LIST",
};

/** What was given on the command line, by key; the token never is. */
export type ConfigFlags = Readonly<
  Partial<
    Record<Exclude<SettingKey, `token${string}` | `sync.${string}`> | "config" | "profile", string>
  >
>;

export interface ConfigSources extends TokenFiles {
  readonly flags: ConfigFlags;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths of flags and variables start here. */
  readonly workingFolder: string;
  readonly runCommand: RunCommand;
  readonly isWindows: boolean;
  /** Where there is no file, its place counts as read: it is about to be made. */
  readonly mayLackFile?: boolean;
  /** Without: an address and a token are neither asked for nor read where they are missing. */
  readonly needsServer: boolean;
}

interface ReadFile {
  readonly path: string | null;
  readonly settings: SettingsFile;
}

/**
 * Flag over environment over file, all of them checked; in a profile its file goes over the environment.
 * @throws {SyncError} `CONFIG` with every problem there is; `USAGE`: there is no such profile.
 */
export async function readConfig(given: ConfigSources): Promise<Config> {
  const profile = readProfile(given.flags, given.env);
  const usual = { ...given, profile };
  return await configOf(profile === null ? usual : { ...usual, env: ownVariables(given.env) });
}

/** Each of these would make two profiles one. */
function ownVariables(env: ConfigSources["env"]): ConfigSources["env"] {
  const { VIKUNJA_SYNC_CONFIG: _, VIKUNJA_SYNC_STATE_DIR: __, ...own } = env;
  return own;
}

interface ProfileSources extends ConfigSources {
  readonly profile: Profile;
}

async function configOf(sources: ProfileSources): Promise<Config> {
  const { profile } = sources;
  const file = await readSettingsFile(sources);
  const given = gather(sources, file.settings);
  const places: TokenPlaces = {
    env: sources.env,
    isFileFirst: profile !== null,
    workingFolder: sources.workingFolder,
    file: file.path === null ? null : { path: file.path, values: file.settings.values },
  };
  const server = await readServer(given, places, sources);
  const synced = isSynced(given)
    ? await (await import("@/config/read_synced.ts")).readSynced(given, places, sources)
    : { config: null, problems: [], warnings: [] };
  const stateDir = placeOf("state_dir", given, file.path, sources) ??
    defaultStateDir(sources.env, profile);
  const caFile = placeOf("ca_file", given, file.path, sources);
  const passwordFile = placeOf("store_password_file", given, file.path, sources);
  const isOfEnvironment = !given.fromFile.has("store");
  const store = await readStore(given.values, passwordFile, isOfEnvironment, sources);
  const unsafe = await unsafePlaces([file.path, stateDir, caFile], sources);
  const problems = [
    ...badText(sources.env),
    ...unsafe,
    ...file.settings.problems,
    ...given.problems,
    ...server.problems,
    ...store.problems,
    ...synced.problems,
    ...sharedNames(given.values),
  ];
  if (stateDir === null) problems.push(noHome);
  if (problems.length > 0 || stateDir === null) throw configError(problems);
  const { values } = given;
  return Object.freeze({
    profile,
    server: server.config,
    taskwarrior: Object.freeze({
      program: withPath(values.task ?? "task", sources),
      taskrc: variable(sources.env, "TASKRC"),
      taskdata: variable(sources.env, "TASKDATA"),
      write: values["taskwarrior.write"] ?? "auto",
      syncEveryMs: values["taskwarrior.sync_every"] ?? null,
      synced: synced.config,
    }),
    stateDir,
    store: store.config,
    caFile,
    defaultProject: values.default_project ?? null,
    attributes: Object.freeze(allAttributeNames(values)),
    link: values.link ?? "annotation",
    tie: values.tie ?? "vikunja",
    lockTimeoutMs: values.lock_timeout ?? 10_000,
    jobs: values.jobs ?? 4,
    fullEveryMs: values.full_every ?? 24 * 3_600_000,
    finishedWithinMs: values.finished_within ?? values["selection.done_within"]?.ms ?? null,
    selection: selectionConfig(values),
    direction: directionConfig(values),
    conflicts: conflictsConfig(values),
    mapping: mappingConfig(values),
    pollEveryMs: values.poll_every ?? 30_000,
    listen: values.listen ?? null,
    page: values.page === "off" ? null : values.page ?? "127.0.0.1:0",
    claimsMirror: values["claims.mirror"] ?? "none",
    socketPaths: Object.freeze(socketPaths(sources.env, stateDir, profile)),
    webhookAuth: values.webhook_auth ?? null,
    notify: Object.freeze(notifyConfig(values, (path) => withBase(path, file.path, sources))),
    backup: Object.freeze({
      isDaily: values.backup !== "off",
      folder: placeOf("backup_folder", given, file.path, sources) ?? `${stateDir}/backups`,
      keep: Object.freeze({ daily: values.keep_daily ?? 7, weekly: values.keep_weekly ?? 4 }),
    }),
    file: file.path,
    tokenFile: namedTokenFile(places),
    isTokenInEnvironment: isTokenOfEnvironment(places) &&
      variable(sources.env, "VIKUNJA_TOKEN") !== null,
    warnings: Object.freeze([...server.warnings, ...synced.warnings, ...store.warnings]),
  });
}

/** Whether anything is said of a sync server. */
function isSynced({ given }: Given): boolean {
  return [...given].some((key) => key === "taskwarrior" || key.startsWith("sync."));
}

/** What is no UTF-8 comes from the runtime with U+FFFD in its place: it would name another folder. */
function badText(env: ConfigSources["env"]): readonly Problem[] {
  const names = Object.keys(env).filter((name) => env[name]?.includes("\ufffd"));
  const what = "is not valid UTF-8";
  return names.map((where) => ({ where, what, mend: "rename what it names, or name another" }));
}

async function unsafePlaces(
  places: readonly (string | null)[],
  sources: ConfigSources,
): Promise<readonly Problem[]> {
  const found = places.filter((place) => place !== null)
    .map((place) => placeProblem(place, sources));
  return (await Promise.all(found)).filter((problem) => problem !== null);
}

const noHome: Problem = {
  where: "HOME",
  what: "is not set, so there is no place for the log",
  mend: "set HOME or VIKUNJA_SYNC_STATE_DIR",
};

async function readSettingsFile(sources: ProfileSources): Promise<ReadFile> {
  const { flags, env, workingFolder, readTextFile, profile } = sources;
  const named = flags.config ?? variable(env, "VIKUNJA_SYNC_CONFIG");
  const path = named === null
    ? defaultConfigPath(env, profile)
    : absolutePath(named, workingFolder, env);
  if (path === null) return { path: null, settings: noSettingsFile };
  try {
    return { path, settings: await parseSettingsFile(path, await readTextFile(path)) };
  } catch (error) {
    if (isNotFound(error) && sources.mayLackFile === true) {
      return { path, settings: noSettingsFile };
    }
    if (profile !== null && isNotFound(error)) throw unknownProfile(profile, path);
    if (named === null && isNotFound(error)) return { path: null, settings: noSettingsFile };
    const what = `cannot be read: ${fileReason(error)}`;
    const where = `${path} (${flags.config === undefined ? "VIKUNJA_SYNC_CONFIG" : "--config"})`;
    const problem: Problem = { where: named === null ? path : where, what, mend: null };
    return { path: null, settings: unreadableFile(problem) };
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

interface Given {
  readonly values: SettingValues;
  /** Keys that have been given in any place, rightly or wrongly. */
  readonly given: ReadonlySet<SettingKey>;
  readonly problems: readonly Problem[];
  /** Keys whose value is the file's. */
  readonly fromFile: ReadonlySet<SettingKey>;
}

function gather({ flags, env, profile }: ProfileSources, file: SettingsFile): Given {
  const values = new Map<SettingKey, unknown>(file.values);
  const fromFile = new Set(file.values.keys());
  const given = new Set(file.given);
  const problems: Problem[] = [];
  const give = (key: SettingKey, value: string | null | undefined, where: string) => {
    if (value === null || value === undefined) return;
    fromFile.delete(key);
    given.add(key);
    const found = checkSetting(key, value);
    if (found.length === 0) values.set(key, value);
    for (const what of found) problems.push({ where, what, mend: null });
  };
  for (const [key, name] of Object.entries(variableOf)) {
    const isOwn = profile !== null && file.given.has(key as SettingKey);
    if (!isOwn) give(key as SettingKey, variable(env, name), name);
  }
  for (const [key, value] of Object.entries(flags)) {
    if (key !== "config" && key !== "profile") give(key as SettingKey, value, flagOf(key));
  }
  const checked = [...values].map(([key, value]) => [key, settingValue(key, value)]);
  return { values: Object.fromEntries(checked), given, problems, fromFile };
}

/** Absolute: a path of the file starts where the file is. `null`: it is not set. */
function placeOf(
  key: "state_dir" | "ca_file" | "backup_folder" | "store_password_file",
  given: Given,
  file: string | null,
  { env, workingFolder }: ConfigSources,
): string | null {
  const named = given.values[key];
  if (named === undefined) return null;
  const isOfFile = file !== null && given.fromFile.has(key);
  return absolutePath(named, isOfFile ? dirname(file) : workingFolder, env);
}

/** The table that a setting is in goes without saying: `--due-within` is `notify.due_within`. */
function flagOf(key: string): string {
  return `--${key.split(".").at(-1)?.replaceAll("_", "-")}`;
}

function withBase(path: string, file: string | null, { workingFolder, env }: ConfigSources) {
  return absolutePath(path, file === null ? workingFolder : dirname(file), env);
}

/** A name without a slash is looked for on PATH by the system. */
function withPath(program: string, { workingFolder, env }: ConfigSources): string {
  return /[/\\]/.test(program) ? absolutePath(program, workingFolder, env) : program;
}
