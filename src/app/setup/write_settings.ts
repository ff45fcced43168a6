import type { Config } from "@/config/config.ts";
import { tokenFrom } from "@/config/token.ts";
import type { SettingKey } from "@/config/settings.ts";
import { type SettingTexts, withSettings } from "@/config/settings_text.ts";
import { parseSettingsFile } from "@/config/toml_file.ts";
import { SyncError } from "@/domain/errors.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { ChosenSelection, FilesReport, SettingsAnswers } from "@/ports/setup.ts";
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
  const path = placeOf(config);
  const text = await files.read(path) ?? "";
  const present = (await parseSettingsFile(path, text)).values;
  const written: string[] = [];
  const unchanged: string[] = [];
  const note = (file: string, isNew: boolean) => (isNew ? written : unchanged).push(file);
  const values: { -readonly [Key in keyof SettingTexts]: SettingTexts[Key] } = {
    url: answers.url,
    ...answers.selection === null ? {} : selectionTexts(answers.selection),
  };
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
  note(path, await putSettings(files, { path, text, present }, values));
  return { written, unchanged, removed: [], notes: [] };
}

/** Writes which tasks are synced, where that is not so already. @throws {SyncError} `CONFIG`, as {@link writeSettings}. */
export async function writeSelection(
  files: TextFiles,
  config: Pick<Config, "file">,
  selection: ChosenSelection,
): Promise<FilesReport> {
  const path = placeOf(config);
  const text = await files.read(path) ?? "";
  const present = (await parseSettingsFile(path, text)).values;
  const isNew = await putSettings(files, { path, text, present }, selectionTexts(selection));
  const file = [path];
  return { written: isNew ? file : [], unchanged: isNew ? [] : file, removed: [], notes: [] };
}

function selectionTexts(
  { projects, excludeProjects, doneWithin }: ChosenSelection,
): SettingTexts {
  return {
    ...projects.length === 0 ? {} : { "selection.projects": projects },
    ...excludeProjects.length === 0 ? {} : { "selection.exclude_projects": excludeProjects },
    ...doneWithin === null ? {} : { "selection.done_within": doneWithin },
  };
}

function placeOf({ file }: Pick<Config, "file">): string {
  if (file !== null) return file;
  throw new SyncError("CONFIG", "Cannot write the configuration: HOME is not set", {
    hint: "Set HOME, or name a file with --config.",
  });
}

interface PresentSettings {
  readonly path: string;
  readonly text: string;
  readonly present: ReadonlyMap<SettingKey, unknown>;
}

/** False: all of it is there already. @throws {SyncError} `CONFIG`: it stands there in a form that is only for people. */
async function putSettings(
  files: TextFiles,
  { path, text, present }: PresentSettings,
  values: SettingTexts,
): Promise<boolean> {
  const news = Object.fromEntries(
    Object.entries(values).filter(([key, value]) =>
      !jsonEqual(present.get(key as SettingKey) ?? null, value)
    ),
  );
  if (Object.keys(news).length === 0) return false;
  const rewritten = withSettings(text, news);
  const { problems, values: read } = await parseSettingsFile(path, rewritten);
  const isRead = Object.entries(news).every(([key, value]) =>
    jsonEqual(read.get(key as SettingKey) ?? null, value)
  );
  if (problems.length > 0 || !isRead) {
    const lines = Object.entries(news).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
    throw new SyncError("CONFIG", `Cannot change ${path}: its own form has no place for it`, {
      hint: `Write it there yourself, then run it again: ${lines.join("; ")}`,
    });
  }
  await rewrite(files, path, { text: rewritten, mode: 0o644 });
  return true;
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
