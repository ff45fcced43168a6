import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Config } from "@/config/config.ts";
import { tokenFrom } from "@/config/token.ts";
import type { SettingKey } from "@/config/settings.ts";
import { withSettings } from "@/config/settings_text.ts";
import { parseSettingsFile } from "@/config/toml_file.ts";
import { SyncError } from "@/domain/errors.ts";
import type { FilesReport, SettingsAnswers } from "@/ports/setup.ts";
import { textOf } from "@/compose/text_file.ts";

/**
 * Writes what is not so already: the configuration for everybody to read, the token beside it for its owner
 * alone. A token that the file has its own way to get stays as it is.
 * @throws {SyncError} `CONFIG`: no place for it, or the file cannot be understood.
 */
export async function writeSettings(
  config: Pick<Config, "file" | "caFile">,
  answers: SettingsAnswers,
): Promise<FilesReport> {
  const path = config.file;
  if (path === null) {
    throw new SyncError("CONFIG", "Cannot write the configuration: HOME is not set", {
      hint: "Set HOME, or name a file with --config.",
    });
  }
  const text = await textOf(path) ?? "";
  const present = (await parseSettingsFile(path, text)).values;
  const written: string[] = [];
  const unchanged: string[] = [];
  const note = (file: string, isNew: boolean) => (isNew ? written : unchanged).push(file);
  const values: Partial<Record<SettingKey, string>> = { url: answers.url };
  if (answers.project !== null) values.default_project = answers.project;
  if (answers.listen !== null) values.listen = answers.listen;
  if (config.caFile !== null && !present.has("ca_file")) values.ca_file = config.caFile;
  const hasToken = ["token", "token_command", "token_file"].some((key) =>
    present.has(key as SettingKey)
  );
  if (answers.tokenFile !== null && (answers.token === null || !hasToken)) {
    values.token_file = resolve(answers.tokenFile);
  } else if (answers.token !== null && !hasToken) {
    const tokenFile = join(dirname(path), "token");
    note(tokenFile, await putToken(tokenFile, answers.token));
    values.token_file = tokenFile;
  }
  const news = Object.fromEntries(
    Object.entries(values).filter(([key, value]) => present.get(key as SettingKey) !== value),
  );
  const isNew = Object.keys(news).length > 0;
  if (isNew) await replaceFile(path, withSettings(text, news), 0o644);
  note(path, isNew);
  return { written, unchanged, removed: [], notes: [] };
}

/** False: it is there already. */
async function putToken(path: string, token: string): Promise<boolean> {
  const present = await textOf(path);
  if (present !== null && tokenFrom(present)?.reveal() === token) {
    await chmod(path, 0o600);
    return false;
  }
  await replaceFile(path, `${token}\n`, 0o600);
  return true;
}

/** At once or not at all; a file that is there keeps its permissions and its place behind a link. */
async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const target = await realpath(path).catch(() => path);
  const kept = await stat(target).then((found) => found.mode & 0o777 & mode, () => mode);
  const draft = `${target}.${crypto.randomUUID()}`;
  try {
    await writeFile(draft, text, { mode: kept, flag: "wx" });
    await rename(draft, target);
  } catch (cause) {
    await rm(draft, { force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SyncError("CONFIG", `Cannot write ${path}: ${why}`, { cause });
  }
}
