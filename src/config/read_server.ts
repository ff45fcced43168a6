import { addressWarnings } from "@/config/address_warnings.ts";
import type { ServerConfig } from "@/config/config.ts";
import {
  findTokenSource,
  type FoundToken,
  readToken,
  type TokenFiles,
  tokenKeysProblem,
  type TokenPlaces,
} from "@/config/find_token.ts";
import { configError, type Problem } from "@/config/problem.ts";
import type { SettingKey, SettingValues } from "@/config/settings.ts";
import type { Token } from "@/config/token.ts";
import {
  type RunCommand,
  tokenFromCommand,
  type TokenSource,
  type WhichToken,
} from "@/config/token_source.ts";

interface ReadServer {
  readonly config: ServerConfig | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

interface ServerSources extends TokenFiles {
  readonly needsServer: boolean;
  readonly runCommand: RunCommand;
  readonly isWindows: boolean;
}

interface GivenKeys {
  readonly values: SettingValues;
  /** Rightly or wrongly: what is wrong has been said already. */
  readonly given: ReadonlySet<SettingKey>;
}

/** Where the server is needed, the token is looked for at once, so that all problems come together. */
export async function readServer(
  { values, given }: GivenKeys,
  places: TokenPlaces,
  sources: ServerSources,
): Promise<ReadServer> {
  const url = values.url ?? null;
  const source = await findTokenSource(places, sources);
  const early = sources.needsServer && source !== null && source.kind !== "command"
    ? await readToken(source, sources)
    : null;
  const isTokenWrong = [...given].some((key) => key.startsWith("token"));
  const problems = [
    tokenKeysProblem(places),
    sources.needsServer && !given.has("url") ? noUrl : null,
    sources.needsServer && source === null && !isTokenWrong ? noToken : null,
    early?.kind === "wrong" ? early.problem : null,
  ].filter((problem) => problem !== null);
  if (url === null) return { config: null, problems, warnings: [] };
  let known: Promise<Token> | null = null;
  const token = (which: WhichToken = "known") => {
    if (which === "again") known = tokenOf(source, null, sources);
    return known ??= tokenOf(source, early, sources);
  };
  const warnings = sources.needsServer
    ? [...early?.kind === "token" ? early.warnings : [], ...addressWarnings(url, places.env)]
    : [];
  return { config: Object.freeze({ url, token }), problems, warnings };
}

async function tokenOf(
  source: TokenSource | null,
  early: FoundToken | null,
  sources: ServerSources,
) {
  if (source === null) throw configError([noToken]);
  if (source.kind === "command") {
    return await tokenFromCommand(source, sources.runCommand, sources.isWindows);
  }
  const found = early ?? await readToken(source, sources);
  if (found.kind === "wrong") throw configError([found.problem]);
  return found.token;
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
