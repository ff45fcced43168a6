import {
  findTokenSource,
  readToken,
  type TokenFiles,
  tokenKeysProblem,
  type TokenPlaces,
} from "@/config/find_token.ts";
import { configError, type Problem } from "@/config/problem.ts";
import { secretKeys, type SecretKind } from "@/config/secret_kind.ts";
import type { SettingKey } from "@/config/settings.ts";
import type { Token } from "@/config/token.ts";
import {
  type RunCommand,
  tokenFromCommand,
  type TokenSource,
  type WhichToken,
} from "@/config/token_source.ts";

export interface SecretSources extends TokenFiles {
  /** Then it is read at once, so that all problems come together; what a command prints is not. */
  readonly needsServer: boolean;
  readonly runCommand: RunCommand;
  readonly isWindows: boolean;
}

interface Asked {
  readonly kind: SecretKind;
  /** Keys that have been given in any place, rightly or wrongly: what is wrong has been said already. */
  readonly given: ReadonlySet<SettingKey>;
  /** What is wrong where nothing says it. */
  readonly none: Problem;
  /** Whether that is a problem now, or once somebody asks for it. */
  readonly isNeeded: boolean;
}

/** Where a secret can be read again as it is: a variable, or a file that holds it alone; `null`: nowhere so simple. */
export type SecretPlace = { readonly variable: string } | { readonly path: string } | null;

interface FoundSecret {
  readonly place: SecretPlace;
  /** Once for all who ask; what failed is tried anew. Rejects with `SyncError` `CONFIG`. */
  readonly read: (which?: WhichToken) => Promise<Token>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

export async function findSecret(
  { kind, given, none, isNeeded }: Asked,
  places: TokenPlaces,
  sources: SecretSources,
): Promise<FoundSecret> {
  const source = await findTokenSource(places, sources, kind);
  const early = sources.needsServer && source !== null && source.kind !== "command"
    ? await readToken(source, sources, kind)
    : null;
  const isSaid = source !== null || secretKeys(kind).some((key) => given.has(key));
  const problems = [
    tokenKeysProblem(places, kind),
    isNeeded && !isSaid ? none : null,
    early?.kind === "wrong" ? early.problem : null,
  ].filter((problem) => problem !== null);
  let known = early?.kind === "token" ? Promise.resolve(early.token) : null;
  const readNow = async () => {
    if (source === null) throw configError([none]);
    try {
      return await secretFrom(source, kind, sources);
    } catch (thrown) {
      known = null;
      throw thrown;
    }
  };
  return {
    place: placeOf(source, kind),
    read(which = "known") {
      if (which === "again") known = null;
      return known ??= readNow();
    },
    problems,
    warnings: early?.kind === "token" ? early.warnings : [],
  };
}

function placeOf(source: TokenSource | null, { variable }: SecretKind): SecretPlace {
  if (source?.kind === "file") return { path: source.path };
  return source?.kind === "value" && source.where === variable ? { variable } : null;
}

async function secretFrom(
  source: TokenSource,
  kind: SecretKind,
  sources: SecretSources,
): Promise<Token> {
  if (source.kind === "command") {
    return await tokenFromCommand(source, sources.runCommand, sources.isWindows, kind);
  }
  const found = await readToken(source, sources, kind);
  if (found.kind === "wrong") throw configError([found.problem]);
  return found.token;
}
