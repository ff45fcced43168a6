import { dirname, join } from "@/ports/paths.ts";
import { fileReason } from "@/config/file_reason.ts";
import { type FileRights, folderProblem, rightsProblem } from "@/config/file_rights.ts";
import { absolutePath, variable } from "@/config/paths.ts";
import type { Problem } from "@/config/problem.ts";
import { type SettingKey, settingValue } from "@/config/settings.ts";
import { apiToken, type SecretForm, secretKeys, type SecretKind } from "@/config/secret_kind.ts";
import type { Token } from "@/config/token.ts";
import type { TokenSource } from "@/config/token_source.ts";

type Environment = Readonly<Record<string, string | undefined>>;

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

/** In order, of the token: `VIKUNJA_TOKEN`, `VIKUNJA_TOKEN_FILE`, a systemd credential, the configuration file; or that first. */
export async function findTokenSource(
  places: TokenPlaces,
  files: TokenFiles,
  secret: SecretKind,
): Promise<TokenSource | null> {
  const { env } = places;
  if (!isTokenOfEnvironment(places, secret)) return fromSettings(places, secret);
  const value = variable(env, secret.variable);
  if (value !== null) return { kind: "value", value, where: secret.variable };
  const path = namedTokenFile(places, secret);
  if (path !== null) return { kind: "file", path, where: secret.fileVariable };
  const credential = await systemdCredential(env, files, secret);
  return credential ?? fromSettings(places, secret);
}

/** Whether the environment is asked for it before the file. */
export function isTokenOfEnvironment(
  { file, isFileFirst }: TokenPlaces,
  secret = apiToken,
): boolean {
  return !isFileFirst || file === null || !secretKeys(secret).some((key) => file.values.has(key));
}

/** The absolute path that `VIKUNJA_TOKEN_FILE` says, where the token is taken from there. */
export function namedTokenFile(places: TokenPlaces, secret = apiToken): string | null {
  const { env, workingFolder } = places;
  if (!isTokenOfEnvironment(places, secret)) return null;
  const path = variable(env, secret.fileVariable);
  if (path === null || variable(env, secret.variable) !== null) return null;
  return absolutePath(path, workingFolder, env);
}

async function systemdCredential(
  env: Environment,
  files: TokenFiles,
  { credential }: SecretKind,
): Promise<TokenSource | null> {
  const folder = variable(env, "CREDENTIALS_DIRECTORY");
  if (folder === null) return null;
  const path = join(folder, credential);
  const isThere = await files.readTextFile(path).then(() => true, () => false);
  return isThere ? { kind: "file", path, where: `the systemd credential ${credential}` } : null;
}

function fromSettings({ file, env }: TokenPlaces, { keys }: SecretKind): TokenSource | null {
  if (file === null) return null;
  const { path: configPath, values } = file;
  const where = (key: SettingKey) => `${key} in ${configPath}`;
  if (values.has(keys.value)) {
    const value = String(settingValue(keys.value, values.get(keys.value)));
    return { kind: "value", value, where: where(keys.value) };
  }
  if (values.has(keys.file)) {
    const named = String(settingValue(keys.file, values.get(keys.file)));
    const path = absolutePath(named, dirname(configPath), env);
    return { kind: "file", path, where: where(keys.file) };
  }
  if (!values.has(keys.command)) return null;
  const command = settingValue(keys.command, values.get(keys.command)) as
    | string
    | readonly string[];
  return { kind: "command", command, where: where(keys.command) };
}

/** Only one of them can be the token, and which one was meant is not ours to guess. */
export function tokenKeysProblem({ file }: TokenPlaces, secret: SecretKind): Problem | null {
  const given = secretKeys(secret).filter((key) => file?.values.has(key) ?? false);
  if (file === null || given.length < 2) return null;
  return { where: file.path, what: `has ${given.join(" and ")}`, mend: "keep one of them" };
}

type FoundToken =
  | { readonly kind: "token"; readonly token: Token; readonly warnings: readonly string[] }
  | { readonly kind: "wrong"; readonly problem: Problem };

/** The token where it is given as it is, or in a file. */
export async function readToken(
  source: Exclude<TokenSource, { kind: "command" }>,
  files: TokenFiles,
  secret: SecretForm = apiToken,
): Promise<FoundToken> {
  const { where } = source;
  if (source.kind === "value") {
    const token = secret.in(source.value);
    if (token !== null) return { kind: "token", token, warnings: [] };
    const what = secret.form;
    return { kind: "wrong", problem: { where, what, mend: `copy the ${secret.name} again` } };
  }
  const { path } = source;
  let text: string;
  try {
    text = await files.readTextFile(path);
  } catch (error) {
    const mend = `put ${secret.belongs} there, readable by you alone`;
    return {
      kind: "wrong",
      problem: { where, what: `cannot read ${path}: ${fileReason(error)}`, mend },
    };
  }
  const unsafe = await rightsProblem(path, { ...files, isForeign: () => Promise.resolve(false) }) ??
    await folderProblem(path, files);
  if (unsafe !== null) return { kind: "wrong", problem: { ...unsafe, where: `${where}: ${path}` } };
  const token = secret.in(text);
  if (token !== null) return { kind: "token", token, warnings: await modeWarnings(path, files) };
  const what = text.trim() === "" ? `${path} is empty` : `${path} holds more than a ${secret.name}`;
  return {
    kind: "wrong",
    problem: { where, what, mend: `the file must hold the ${secret.name} alone` },
  };
}

async function modeWarnings(path: string, files: TokenFiles): Promise<readonly string[]> {
  const mode = await files.fileMode(path);
  if (mode === null || (mode & 0o044) === 0) return [];
  return [`${path} can be read by others on this machine: chmod 600 ${path}`];
}
