import type { Config } from "@/config/config.ts";
import { tokenFrom } from "@/config/token.ts";
import type { SettingKey } from "@/config/settings.ts";
import { withSettings } from "@/config/settings_text.ts";
import { parseSettingsFile } from "@/config/toml_file.ts";
import { SyncError } from "@/domain/errors.ts";
import type { FilesReport, SettingsAnswers } from "@/ports/setup.ts";
import type { TextFiles } from "@/ports/text_files.ts";

/**
 * Writes what is not so already: the configuration for everybody to read, the token beside it for its owner
 * alone. A token that the file has its own way to get stays as it is.
 * @throws {SyncError} `CONFIG`: no place for it, or the file cannot be understood.
 */
export async function writeSettings(
  files: TextFiles,
  config: Pick<Config, "file" | "caFile">,
  answers: SettingsAnswers,
): Promise<FilesReport> {
  const path = config.file;
  if (path === null) {
    throw new SyncError("CONFIG", "Cannot write the configuration: HOME is not set", {
      hint: "Set HOME, or name a file with --config.",
    });
  }
  const text = await files.read(path) ?? "";
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
    values.token_file = files.absolute(answers.tokenFile);
  } else if (answers.token !== null && !hasToken) {
    const tokenFile = files.beside(path, "token");
    note(tokenFile, await putToken(files, tokenFile, answers.token));
    values.token_file = tokenFile;
  }
  const news = Object.fromEntries(
    Object.entries(values).filter(([key, value]) => present.get(key as SettingKey) !== value),
  );
  const isNew = Object.keys(news).length > 0;
  if (isNew) await rewrite(files, path, { text: withSettings(text, news), mode: 0o644 });
  note(path, isNew);
  return { written, unchanged, removed: [], notes: [] };
}

/** False: it is there already. */
async function putToken(files: TextFiles, path: string, token: string): Promise<boolean> {
  const present = await files.read(path);
  if (present !== null && tokenFrom(present)?.reveal() === token) {
    await files.setMode(path, 0o600);
    return false;
  }
  await rewrite(files, path, { text: `${token}\n`, mode: 0o600 });
  return true;
}

async function rewrite(
  files: TextFiles,
  path: string,
  { text, mode }: { readonly text: string; readonly mode: number },
): Promise<void> {
  try {
    await files.rewrite(path, text, mode);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SyncError("CONFIG", `Cannot write ${path}: ${why}`, { cause });
  }
}
