import type { SettingKey } from "@/config/settings.ts";
import { Token, tokenFrom } from "@/config/token.ts";

/** What nobody else is to know, in a text that holds it alone. */
export interface SecretForm {
  /** As messages call it. */
  readonly name: string;
  /** In what a variable, a file or the first line of a program gave; `null`: it cannot be one. */
  readonly in: (text: string) => Token | null;
  /** What is wrong with a text that holds none. */
  readonly form: string;
  /** What to put into its file. */
  readonly belongs: string;
}

/** And where it may be said. */
export interface SecretKind extends SecretForm {
  readonly variable: string;
  readonly fileVariable: string;
  /** Of systemd. */
  readonly credential: string;
  readonly keys: Readonly<Record<"value" | "file" | "command", SettingKey>>;
}

/** The settings that say it, or where it is. */
export function secretKeys({ keys }: SecretKind): readonly SettingKey[] {
  return [keys.value, keys.file, keys.command];
}

export const apiToken: SecretKind = {
  name: "token",
  variable: "VIKUNJA_TOKEN",
  fileVariable: "VIKUNJA_TOKEN_FILE",
  credential: "vikunja-token",
  keys: { value: "token", file: "token_file", command: "token_command" },
  in: tokenFrom,
  form: "has spaces or characters that no token has",
  belongs: "the API token of Vikunja",
};

/** Taskwarrior's `sync.encryption_secret`: any text of one line. */
export const syncSecret: SecretKind = {
  name: "secret",
  variable: "VIKUNJA_SYNC_SECRET",
  fileVariable: "VIKUNJA_SYNC_SECRET_FILE",
  credential: "sync-secret",
  keys: { value: "sync.secret", file: "sync.secret_file", command: "sync.secret_command" },
  in(text) {
    const line = text.trim();
    return line === "" || /[\r\n\0]/.test(line) ? null : new Token(line);
  },
  form: "is empty, or has more than one line",
  belongs: "the sync.encryption_secret of the other replicas",
};

/** Of the database: any text of one line, spaces around it included. */
export const storePassword: SecretForm = {
  name: "password",
  in(text) {
    const line = text.replace(/\r?\n$/, "");
    return line === "" || /\p{Cc}/u.test(line) ? null : new Token(line);
  },
  form: "is empty, or has control characters in it",
  belongs: "the password of the database",
};
