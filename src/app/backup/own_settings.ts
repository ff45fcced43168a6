import { parseSettingsFile } from "@/config/toml_file.ts";

const secrets = ["token", "webhook_auth", "sync.secret"] as const;
/** With the table's name, or under its header. */
const names = [...secrets, "secret"];

/** The text of a configuration file without what nobody else is to know; `null`: it cannot be taken out for sure. */
export async function withoutSecrets(text: string): Promise<string | null> {
  const { values } = await parseSettingsFile("", text);
  const lines = text.split("\n").filter((line) =>
    !names.some((key) => new RegExp(`^\\s*["']?${key.replace(".", "\\.")}["']?\\s*=`).test(line))
  );
  const left = lines.join("\n");
  const known = secrets.map((key) => values.get(key)).filter((value) => typeof value === "string");
  if (known.some((value) => left.includes(value))) return null;
  const parsed = await parseSettingsFile("", left);
  const isWhole = secrets.every((key) => !parsed.given.has(key)) &&
    parsed.values.size === [...values.keys()].filter((key) => !isSecret(key)).length;
  return isWhole ? left : null;
}

function isSecret(key: string): boolean {
  return secrets.some((secret) => secret === key);
}
