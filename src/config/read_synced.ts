import { dirname } from "@/ports/paths.ts";
import { certificateWarnings } from "@/config/address_warnings.ts";
import type { SyncedConfig } from "@/config/config.ts";
import { findSecret, type SecretSources } from "@/config/find_secret.ts";
import type { TokenPlaces } from "@/config/find_token.ts";
import { absolutePath } from "@/config/paths.ts";
import type { Problem } from "@/config/problem.ts";
import { syncSecret } from "@/config/secret_kind.ts";
import type { SettingKey, SettingValues } from "@/config/settings.ts";

interface ReadSynced {
  readonly config: SyncedConfig | null;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

interface Given {
  readonly values: SettingValues;
  readonly given: ReadonlySet<SettingKey>;
}

const usualEveryMs = 15_000;

/** Where `taskwarrior = "sync"`: all that is said of the sync server, or what is missing. */
export async function readSynced(
  { values, given }: Given,
  places: TokenPlaces,
  sources: SecretSources,
): Promise<ReadSynced> {
  const ofServer = [...given].filter((key) => key.startsWith("sync."));
  if (values.taskwarrior !== "sync") return { ...nothing, warnings: unused(ofServer, given) };
  const problems: Problem[] = given.has("selection.taskwarrior") ? [filterNeedsProgram] : [];
  const everyMs = values["sync.every"] ?? usualEveryMs;
  const folder = values["sync.server_dir"];
  const [url, clientId] = [values["sync.url"], values["sync.client_id"]];
  if (folder !== undefined) {
    if (given.has("sync.url")) problems.push(both);
    const at = { kind: "folder", folder: placeOf(folder, places) } as const;
    return { config: Object.freeze({ at, everyMs }), problems, warnings: [] };
  }
  if (!given.has("sync.url") && !given.has("sync.server_dir")) problems.push(noServer);
  if (given.has("sync.url") && !given.has("sync.client_id")) problems.push(noClient);
  const isNeeded = given.has("sync.url");
  const secret = await findSecret(
    { kind: syncSecret, given, none: noSecret, isNeeded },
    places,
    sources,
  );
  problems.push(...secret.problems);
  if (url === undefined || clientId === undefined) return { ...nothing, problems };
  const at = { kind: "server", url, clientId, secret: secret.read } as const;
  // What is sent there is encrypted, also over plain HTTP.
  const warnings = [...secret.warnings, ...certificateWarnings(url, places.env)];
  return { config: Object.freeze({ at, everyMs }), problems, warnings };
}

const nothing: ReadSynced = { config: null, problems: [], warnings: [] };

function placeOf(folder: string, { file, workingFolder, env }: TokenPlaces): string {
  return absolutePath(folder, file === null ? workingFolder : dirname(file.path), env);
}

function unused(ofServer: readonly SettingKey[], given: ReadonlySet<SettingKey>) {
  if (ofServer.length === 0 || given.has("taskwarrior")) return [];
  return [`${ofServer.join(", ")}: not used without taskwarrior = "sync" at the top of the file`];
}

const filterNeedsProgram: Problem = {
  where: "taskwarrior under [selection]",
  what: 'needs the program `task`, which taskwarrior = "sync" does without',
  mend: "choose by projects and labels",
};

const both: Problem = {
  where: "[sync]",
  what: "has url and server_dir",
  mend: "keep one of them",
};

const noServer: Problem = {
  where: "[sync]",
  what: 'is not there, though taskwarrior = "sync"',
  mend:
    "set url, client_id and secret_file there, as the other replicas have them in their taskrc " +
    "(sync.server.url, sync.server.client_id, sync.encryption_secret), or server_dir (sync.local.server_dir)",
};

const noClient: Problem = {
  where: "[sync]",
  what: "has no client_id",
  mend: "set it to the sync.server.client_id of the other replicas",
};

const noSecret: Problem = {
  where: "[sync]",
  what: "has no secret",
  mend: "put the sync.encryption_secret of the other replicas into a file, and set secret_file",
};
