import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import { runCommand } from "@/adapters/system/configuration_sources.ts";
import { fileMode, isForeign } from "@/adapters/system/file_rights.ts";
import { isFromSource } from "@/adapters/system/own_command.ts";
import { ask } from "@/adapters/system/question.ts";
import { waitFor } from "@/adapters/system/stop_signals.ts";
import { outputColumns } from "@/adapters/system/standard_streams.ts";
import type { ConfiguredWatch } from "@/app/quiet/quiet_watch.ts";
import type { World } from "@/cli/world.ts";
import type { Config } from "@/config/config.ts";
import type { ConfigFlags, ConfigSources } from "@/config/read_config.ts";
import { SyncError } from "@/domain/errors.ts";
import { isColoured, type Surroundings } from "@/run_line.ts";

/** What a command line works with. */
export function worldOf(
  args: readonly string[],
  around: Omit<Surroundings, "program"> & { readonly quiet: ConfiguredWatch | null },
): World {
  const { stdout, stderr, columns, canAsk, signal, secrets, quiet } = around;
  return {
    args,
    stdout,
    stderr,
    columns,
    outputColumns,
    pager: thisProcess.env("TERM") === "dumb" ? null : async (text) => {
      const { showInPager } = await import("@/adapters/system/pager.ts");
      return await showInPager(text);
    },
    isColoured,
    now: () => new Date(),
    elapsed: () => performance.now(),
    signal,
    readConfig: (flags, needsServer, mayLackFile) =>
      configOfThisProcess({ flags, needsServer, mayLackFile, secrets, quiet }),
    quiet,
    profiles: async () => {
      const { profileNames } = await import("@/adapters/fs/profile_names.ts");
      const { configFolder } = await import("@/config/paths.ts");
      return profileNames(configFolder(thisProcess.env));
    },
    loadDeps: async () => (await import("@/compose/deps.ts")).createDeps,
    runSandbox: async (options, print, until) => {
      const { runSandbox } = await import("@/sandbox/run.ts");
      await runSandbox(options, rateLimitSettings(), print, until);
    },
    lockedFiles: async (warn) => {
      refuseBadFolder();
      const { composeLockedFiles } = await import("@/compose/locked_files.ts");
      return composeLockedFiles(thisProcess.env("VIKUNJA_SYNC_STATE_DIR") ?? null, warn);
    },
    serveLists: async (folder, lockTimeout) => {
      const { composeServeLists } = await import("@/compose/serve_lists.ts");
      const { lockTimeoutOf } = await import("@/config/lock_timeout.ts");
      const lockTimeoutMs = lockTimeoutOf(lockTimeout);
      return composeServeLists({ folder: await folderHere(folder), lockTimeoutMs });
    },
    lists: async (folder) => {
      const { composeLists } = await import("@/compose/lists.ts");
      return composeLists(await folderHere(folder));
    },
    ask: (question) => ask(question, signal),
    askText: async (question, answer) => {
      const { askText } = await import("@/adapters/system/text_question.ts");
      return await askText(question, answer, signal);
    },
    canAsk,
    fullScreen: async () => {
      const { openFullScreen } = await import("@/adapters/system/full_screen.ts");
      return openFullScreen(signal);
    },
    readToken: tokenIn,
    wait: (ms) => waitFor(ms, signal),
    version: ownVersion,
    program: () => isFromSource() ? "deno task" : "vikunja-sync",
  };
}

/** A path is seen from here; where the runtime cannot say where that is, it would name another file. */
function refuseBadFolder(): void {
  if (!thisProcess.folder().includes("\ufffd")) return;
  const message = "Cannot run: the name of the folder it is called in is not valid UTF-8";
  throw new SyncError("USAGE", message, { hint: "Call it in another one, or rename it." });
}

/** As `deno.json` has it. */
export async function ownVersion(): Promise<string> {
  return (await import("../deno.json", { with: { type: "json" } })).default.version;
}

async function folderHere(folder: string): Promise<string> {
  const { absolutePath } = await import("@/config/paths.ts");
  return absolutePath(folder, thisProcess.folder(), { HOME: thisProcess.env("HOME") });
}

/** The server's own settings, which the sandbox honours. */
function rateLimitSettings(): Record<string, string | undefined> {
  const names = ["ENABLED", "LIMIT", "PERIOD", "NOAUTHLIMIT"].map((name) =>
    `VIKUNJA_RATELIMIT_${name}`
  );
  return Object.fromEntries(names.map((name) => [name, thisProcess.env(name)]));
}

async function tokenIn(path: string): Promise<string> {
  const { readToken } = await import("@/config/find_token.ts");
  const found = await readToken({ kind: "file", path, where: "--token-file" }, tokenFiles);
  if (found.kind === "token") return found.token.reveal();
  throw (await import("@/config/problem.ts")).configError([found.problem]);
}

const tokenFiles = {
  async readTextFile(path: string): Promise<string> {
    const text = await files.readTextLater(path);
    if (!text.startsWith("sealed:")) return text;
    const { keyFileOf, unsealing } = await import("@/adapters/system/sealed.ts");
    return await unsealing((place) => files.readTextLater(place), keyFileOf(thisProcess.env))(path);
  },
  fileMode,
  isForeign,
};

async function configOfThisProcess({ flags, needsServer, mayLackFile, secrets, quiet }: {
  readonly flags: ConfigFlags;
  readonly needsServer: boolean;
  readonly mayLackFile: boolean;
  readonly secrets: Readonly<Record<string, string>>;
  readonly quiet: ConfiguredWatch | null;
}): Promise<Config> {
  const { environmentNames } = await import("@/config/environment_names.ts");
  const { readConfig } = await import("@/config/read_config.ts");
  const sources: ConfigSources = {
    flags,
    env: {
      ...Object.fromEntries(environmentNames.map((name) => [name, thisProcess.env(name)])),
      ...secrets,
    },
    workingFolder: thisProcess.folder(),
    isWindows: thisProcess.os === "windows",
    needsServer,
    mayLackFile,
    ...tokenFiles,
    runCommand,
  };
  const config = await readConfig(quiet?.sources(sources) ?? sources);
  await quiet?.isFor(config.store === null ? config.stateDir : null);
  return config;
}
