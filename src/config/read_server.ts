import { addressWarnings } from "@/config/address_warnings.ts";
import type { ServerConfig } from "@/config/config.ts";
import { findSecret, type SecretSources } from "@/config/find_secret.ts";
import type { TokenPlaces } from "@/config/find_token.ts";
import type { Problem } from "@/config/problem.ts";
import { apiToken } from "@/config/secret_kind.ts";
import type { SettingKey, SettingValues } from "@/config/settings.ts";

interface ReadServer {
  readonly config: ServerConfig | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

interface GivenKeys {
  readonly values: SettingValues;
  /** Rightly or wrongly: what is wrong has been said already. */
  readonly given: ReadonlySet<SettingKey>;
}

export async function readServer(
  { values, given }: GivenKeys,
  places: TokenPlaces,
  sources: SecretSources,
): Promise<ReadServer> {
  const { url } = values;
  const { needsServer } = sources;
  const asked = { kind: apiToken, given, none: noToken, isNeeded: needsServer };
  const token = await findSecret(asked, places, sources);
  const problems = [
    ...needsServer && !given.has("url") ? [noUrl] : [],
    ...token.problems,
  ];
  if (url === undefined) return { config: null, problems, warnings: [] };
  const warnings = needsServer ? [...token.warnings, ...addressWarnings(url, places.env)] : [];
  return {
    config: Object.freeze({ url, token: token.read, tokenPlace: token.place }),
    problems,
    warnings,
  };
}

const noUrl: Problem = {
  where: "url",
  what: "is not set",
  mend: "set VIKUNJA_URL, or url in the configuration file, to the address of Vikunja",
};

const noToken: Problem = {
  where: "token",
  what: "is not set",
  mend: "make an API token in Vikunja under Settings, API tokens, and set VIKUNJA_TOKEN_FILE, " +
    "VIKUNJA_TOKEN, or token_file or token_command in the configuration file",
};
