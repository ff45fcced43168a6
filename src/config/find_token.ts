import { dirname, join } from "@/ports/paths.ts";
import { fileReason } from "@/config/file_reason.ts";
import { type FileRights, folderProblem, rightsProblem } from "@/config/file_rights.ts";
import { absolutePath, variable } from "@/config/paths.ts";
import type { Problem } from "@/config/problem.ts";
import { type SettingKey, settingValue } from "@/config/settings.ts";
import { type Token, tokenFrom } from "@/config/token.ts";
import type { TokenSource } from "@/config/token_source.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const tokenKeys: readonly SettingKey[] = ["token", "token_file", "token_command"];

export interface TokenPlaces {
  readonly env: Environment;
  readonly file:
    | { readonly path: string; readonly values: ReadonlyMap<SettingKey, unknown> }
    | null;
  readonly workingFolder: string;
  /** What the file says goes over the environment. */
  readonly isFileFirst: boolean;
}

export interface TokenFiles extends FileRights {
  /** Rejects with a reason in words where it cannot be read. */
  readonly readTextFile: (path: string) => Promise<string>;
}

/** In order: `VIKUNJA_TOKEN`, `VIKUNJA_TOKEN_FILE`, a systemd credential, the configuration file; or that first. */
export async function findTokenSource(
  places: TokenPlaces,
  files: TokenFiles,
): Promise<TokenSource | null> {
  const { env } = places;
  if (!isTokenOfEnvironment(places)) return fromSettings(places);
  const value = variable(env, "VIKUNJA_TOKEN");
  if (value !== null) return { kind: "value", value, where: "VIKUNJA_TOKEN" };
  const path = namedTokenFile(places);
  if (path !== null) return { kind: "file", path, where: "VIKUNJA_TOKEN_FILE" };
  const credential = await systemdCredential(env, files);
  return credential ?? fromSettings(places);
}

/** Whether the environment is asked for it before the file. */
export function isTokenOfEnvironment({ file, isFileFirst }: TokenPlaces): boolean {
  return !isFileFirst || file === null || !tokenKeys.some((key) => file.values.has(key));
}

/** The absolute path that `VIKUNJA_TOKEN_FILE` says, where the token is taken from there. */
export function namedTokenFile(places: TokenPlaces): string | null {
  const { env, workingFolder } = places;
  if (!isTokenOfEnvironment(places)) return null;
  const path = variable(env, "VIKUNJA_TOKEN_FILE");
  if (path === null || variable(env, "VIKUNJA_TOKEN") !== null) return null;
  return absolutePath(path, workingFolder, env);
}

async function systemdCredential(
  env: Environment,
  files: TokenFiles,
): Promise<TokenSource | null> {
  const folder = variable(env, "CREDENTIALS_DIRECTORY");
  if (folder === null) return null;
  const path = join(folder, "vikunja-token");
  const isThere = await files.readTextFile(path).then(() => true, () => false);
  return isThere ? { kind: "file", path, where: "the systemd credential vikunja-token" } : null;
}

function fromSettings({ file, env }: TokenPlaces): TokenSource | null {
  if (file === null) return null;
  const { path: configPath, values } = file;
  const where = (key: SettingKey) => `${key} in ${configPath}`;
  if (values.has("token")) {
    const value = settingValue("token", values.get("token"));
    return { kind: "value", value, where: where("token") };
  }
  if (values.has("token_file")) {
    const named = settingValue("token_file", values.get("token_file"));
    const path = absolutePath(named, dirname(configPath), env);
    return { kind: "file", path, where: where("token_file") };
  }
  if (!values.has("token_command")) return null;
  const command = settingValue("token_command", values.get("token_command"));
  return { kind: "command", command, where: where("token_command") };
}

/** Only one of them can be the token, and which one was meant is not ours to guess. */
export function tokenKeysProblem({ file }: TokenPlaces): Problem | null {
  const given = tokenKeys.filter((key) => file?.values.has(key) ?? false);
  if (file === null || given.length < 2) return null;
  return { where: file.path, what: `has ${given.join(" and ")}`, mend: "keep one of them" };
}

export type FoundToken =
  | { readonly kind: "token"; readonly token: Token; readonly warnings: readonly string[] }
  | { readonly kind: "wrong"; readonly problem: Problem };

/** The token where it is given as it is, or in a file. */
export async function readToken(
  source: Exclude<TokenSource, { kind: "command" }>,
  files: TokenFiles,
): Promise<FoundToken> {
  const { where } = source;
  if (source.kind === "value") {
    const token = tokenFrom(source.value);
    if (token !== null) return { kind: "token", token, warnings: [] };
    const what = "has spaces or characters that no token has";
    return { kind: "wrong", problem: { where, what, mend: "copy the token again" } };
  }
  const { path } = source;
  let text: string;
  try {
    text = await files.readTextFile(path);
  } catch (error) {
    const mend = "put the API token of Vikunja there, readable by you alone";
    return {
      kind: "wrong",
      problem: { where, what: `cannot read ${path}: ${fileReason(error)}`, mend },
    };
  }
  const unsafe = await rightsProblem(path, { ...files, isForeign: () => Promise.resolve(false) }) ??
    await folderProblem(path, files);
  if (unsafe !== null) return { kind: "wrong", problem: { ...unsafe, where: `${where}: ${path}` } };
  const token = tokenFrom(text);
  if (token !== null) return { kind: "token", token, warnings: await modeWarnings(path, files) };
  const what = text.trim() === "" ? `${path} is empty` : `${path} holds more than a token`;
  return { kind: "wrong", problem: { where, what, mend: "the file must hold the token alone" } };
}

async function modeWarnings(path: string, files: TokenFiles): Promise<readonly string[]> {
  const mode = await files.fileMode(path);
  if (mode === null || (mode & 0o044) === 0) return [];
  return [`${path} can be read by others on this machine: chmod 600 ${path}`];
}
