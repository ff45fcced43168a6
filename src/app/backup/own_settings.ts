import { addressText, writtenPassword } from "@/config/store_address.ts";
import { settingValue } from "@/config/settings.ts";
import { parseSettingsFile, type SettingsFile } from "@/config/toml_file.ts";

const secrets = ["token", "webhook_auth", "sync.secret"] as const;
/** With the table's name, or under its header. */
const names = [...secrets, "secret"];

/** The text of a configuration file without what nobody else is to know; `null`: it cannot be taken out for sure. */
export async function withoutSecrets(text: string): Promise<string | null> {
  const { values } = await parseSettingsFile("", text);
  const store = storeIn(values);
  const lines = text.split("\n").filter((line) => !names.some((key) => isOf(line, key)))
    .map((line) => store !== null && isOf(line, "store") ? store.line : line);
  const left = lines.join("\n");
  const known = [...secrets.map((key) => values.get(key)), store?.password]
    .filter((value) => typeof value === "string");
  if (known.some((value) => left.includes(value))) return null;
  const parsed = await parseSettingsFile("", left);
  const isWhole = secrets.every((key) => !parsed.given.has(key)) &&
    parsed.values.size === [...values.keys()].filter((key) => !isSecret(key)).length;
  return isWhole ? left : null;
}

interface StoreLine {
  /** Without the password. */
  readonly line: string;
  /** As the address holds it, between what it stands between: one that is a user's name as well is none there. */
  readonly password: string;
}

/** `null`: no address, or none with a password. */
function storeIn(values: SettingsFile["values"]): StoreLine | null {
  const text = values.get("store");
  if (typeof text !== "string") return null;
  const address = settingValue("store", text);
  if (address.password === null) return null;
  const line = `store = ${JSON.stringify(addressText(address))}`;
  return { line, password: `:${writtenPassword(text)}@` };
}

function isOf(line: string, key: string): boolean {
  return new RegExp(`^\\s*["']?${key.replace(".", "\\.")}["']?\\s*=`).test(line);
}

function isSecret(key: string): boolean {
  return secrets.some((secret) => secret === key);
}
