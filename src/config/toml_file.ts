import { nearest } from "@/config/nearest.ts";
import type { Problem } from "@/config/problem.ts";
import { checkSetting, type SettingKey, settingKeys } from "@/config/settings.ts";

export interface SettingsFile {
  /** Those without a problem. */
  readonly values: ReadonlyMap<SettingKey, unknown>;
  /** Keys that are in the file, rightly or wrongly; all of them where it cannot be understood. */
  readonly given: ReadonlySet<SettingKey>;
  readonly problems: readonly Problem[];
}

export const noSettingsFile: SettingsFile = { values: new Map(), given: new Set(), problems: [] };

/** Nobody knows what it says, so nothing counts as missing from it. */
export function unreadableFile(problem: Problem): SettingsFile {
  return { values: new Map(), given: new Set(settingKeys), problems: [problem] };
}

/** Reads and checks all of the file. */
export async function parseSettingsFile(path: string, text: string): Promise<SettingsFile> {
  const { parse, TomlError } = await import("smol-toml");
  try {
    return checkTable(path, text, parse(text));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Only the first line of its message: the next ones show the text, which may be the token.
    const what = error.message.split("\n")[0] ?? "is no TOML";
    const where = `${path}:${error.line}:${error.column}`;
    return unreadableFile({ where, what, mend: null });
  }
}

function checkTable(path: string, text: string, table: Record<string, unknown>): SettingsFile {
  const values = new Map<SettingKey, unknown>();
  const problems: Problem[] = [];
  for (const [key, value] of entriesOf(table)) {
    const where = `${path}:${lineOf(key, text)}`;
    if (!isSettingKey(key)) {
      problems.push({ where, what: `unknown key "${key}"`, mend: suggestion(key) });
      continue;
    }
    const found = checkSetting(key, value);
    if (found.length === 0) values.set(key, value);
    for (const what of found) problems.push({ where, what: `${key} ${what}`, mend: null });
  }
  const given = new Set(entriesOf(table).map(([key]) => key).filter(isSettingKey));
  return { values, given, problems };
}

/** With what is in tables that have settings in them: `notify.to`. */
function entriesOf(table: Record<string, unknown>): readonly (readonly [string, unknown])[] {
  return Object.entries(table).flatMap(([key, value]) =>
    isTable(value) && settingKeys.some((known) => known.startsWith(`${key}.`))
      ? Object.entries(value).map(([inner, each]) => [`${key}.${inner}`, each] as const)
      : [[key, value] as const]
  );
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date);
}

function isSettingKey(key: string): key is SettingKey {
  return (settingKeys as readonly string[]).includes(key);
}

function suggestion(key: string): string {
  const meant = nearest(key.replaceAll("-", "_"), settingKeys);
  return meant === null ? `known are ${settingKeys.join(", ")}` : `did you mean "${meant}"?`;
}

/** From 1. Keys stand at the start of a line, also as the name of a table; else the first line. */
function lineOf(key: string, text: string): number {
  const lines = text.split("\n");
  const [inner, table] = key.split(".").reverse();
  const header = table === undefined ? 0 : lines.findIndex((line) => startsKey(line, table));
  const from = Math.max(header, 0);
  const at = lines.findIndex((line, index) =>
    index >= from && (startsKey(line, key) || startsKey(line, inner ?? key))
  );
  return at + 1 || 1;
}

function startsKey(line: string, key: string): boolean {
  const name = line.replace(/^[\s["']+/, "");
  return name.startsWith(key) && /^["']?\s*[=.\]]/.test(name.slice(key.length));
}
