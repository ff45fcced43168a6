import { type SettingKey, settingKeys } from "@/config/settings.ts";

/** A list is one of texts. */
export type SettingTexts = Readonly<Partial<Record<SettingKey, string | readonly string[]>>>;

/**
 * The text of a configuration file with these values set: the lines of keys that are there are replaced, others are
 * added before the first table, or at the end of the one that they are of; all else stays as it is.
 */
export function withSettings(text: string, values: SettingTexts): string {
  let lines: readonly string[] = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  for (const key of settingKeys) {
    const value = values[key];
    if (value !== undefined) lines = withSetting(lines, key, tomlOf(value));
  }
  return lines.map((line) => `${line}\n`).join("");
}

function withSetting(lines: readonly string[], key: SettingKey, value: string): readonly string[] {
  const [name = "", table = null] = key.split(".").reverse();
  const isDotted = table !== null && tableOf(lines, null).some((line) => isOf(line, `${table}.`));
  if (table === null || isDotted) return withLine(lines, null, { key, value });
  const isThere = lines.some((line) => headerOf(line) === table);
  const known = isThere ? lines : [...lines, ...lines.length === 0 ? [] : [""], `[${table}]`];
  return withLine(known, table, { key: name, value });
}

/** Replaced there, or put behind the last line of the table (`null`: before the first one) that says something. */
function withLine(
  lines: readonly string[],
  table: string | null,
  { key, value }: { readonly key: string; readonly value: string },
): readonly string[] {
  const own = tableOf(lines, table);
  const from = table === null ? 0 : lines.findIndex((line) => headerOf(line) === table) + 1;
  const line = `${key} = ${value}`;
  const at = own.findIndex((old) => isOf(old, key, "\\s*="));
  if (at >= 0) return lines.with(from + at, line);
  const said = own.findLastIndex((old) => !/^\s*(#|$)/.test(old)) + 1;
  const last = table === null && said === 0 ? own.length : said;
  return lines.toSpliced(from + last, 0, line);
}

/** Its lines without the header; `null`: those before the first table. */
function tableOf(lines: readonly string[], table: string | null): readonly string[] {
  const from = table === null ? 0 : lines.findIndex((line) => headerOf(line) === table) + 1;
  const length = lines.slice(from).findIndex((line) => headerOf(line) !== null);
  return lines.slice(from, length < 0 ? undefined : from + length);
}

/** `null`: it is none; of an array of tables and the like, what no setting is in. */
function headerOf(line: string): string | null {
  const [, name = null] = /^\s*\[(.*?)\]/.exec(line) ?? [];
  return name === null ? null : name.trim();
}

function isOf(line: string, key: string, then = ""): boolean {
  const name = key.replaceAll(".", "\\s*\\.\\s*");
  return new RegExp(`^\\s*["']?${name}["']?${then}`).test(line);
}

function tomlOf(value: string | readonly string[]): string {
  return typeof value === "string" ? quoted(value) : `[${value.map(quoted).join(", ")}]`;
}

/** A basic string of TOML: its escapes are those of JSON. */
function quoted(value: string): string {
  return JSON.stringify(value).replaceAll("\x7f", "\\u007f");
}
