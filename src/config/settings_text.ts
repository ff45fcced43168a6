import { type SettingKey, settingKeys } from "@/config/settings.ts";

/**
 * The text of a configuration file with these values set: the lines of keys that are there are replaced,
 * others are added before the first table; all else stays as it is.
 */
export function withSettings(
  text: string,
  values: Readonly<Partial<Record<SettingKey, string>>>,
): string {
  const all = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const tableAt = all.findIndex((line) => /^\s*\[/.test(line));
  const lines = tableAt < 0 ? all : all.slice(0, tableAt);
  const tables = tableAt < 0 ? [] : all.slice(tableAt);
  for (const key of settingKeys) {
    const value = values[key];
    if (value === undefined) continue;
    const line = `${key} = ${quoted(value)}`;
    const at = lines.findIndex((old) => new RegExp(`^\\s*["']?${key}["']?\\s*=`).test(old));
    if (at < 0) lines.push(line);
    else lines[at] = line;
  }
  return [...lines, ...tables].map((line) => `${line}\n`).join("");
}

/** A basic string of TOML: its escapes are those of JSON. */
function quoted(value: string): string {
  return JSON.stringify(value).replaceAll("\x7f", "\\u007f");
}
