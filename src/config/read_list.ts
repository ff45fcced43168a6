import type { Config } from "@/config/config.ts";
import { defaultStateDir } from "@/config/paths.ts";
import { configError, type Problem } from "@/config/problem.ts";
import { type ConfigSources, readConfig } from "@/config/read_config.ts";
import { defaultList } from "@/config/store_config.ts";
import { dirname } from "@/ports/paths.ts";

type ListSources = Pick<
  ConfigSources,
  "readTextFile" | "fileMode" | "isForeign" | "runCommand" | "isWindows"
>;

/**
 * The configuration of one list of many: its file alone says it, since what the environment says would be said of all.
 * @throws {SyncError} `CONFIG` with every problem there is.
 */
export async function readListConfig(
  file: string,
  home: string,
  sources: ListSources,
): Promise<Config> {
  const env = { HOME: home };
  const config = await readConfig({
    ...sources,
    flags: { config: file },
    env,
    workingFolder: dirname(file),
    needsServer: true,
  });
  const problems: Problem[] = [];
  if (config.taskwarrior.synced === null) problems.push(noReplica(file));
  if (config.stateDir === defaultStateDir(env, null)) problems.push(noState(file));
  if (config.store?.list === defaultList) problems.push(noListName(file));
  if (config.listen !== null) problems.push(ownListen(file));
  if (problems.length > 0) throw configError(problems);
  return config;
}

const noReplica = (where: string): Problem => ({
  where,
  what: "has no Taskwarrior of its own: a list of many is a replica",
  mend: 'set taskwarrior = "sync", and url, client_id and secret_file under [sync]',
});

const noState = (where: string): Problem => ({
  where,
  what: "does not say where its state is",
  mend: 'set state_dir = "state": commands with --config find the list by it, too',
});

const noListName = (where: string): Problem => ({
  where,
  what: `has a database, and no name of its own in it but "${defaultList}"`,
  mend: 'set list = "…": the lists of one database have different ones',
});

const ownListen = (where: string): Problem => ({
  where,
  what: "has listen: the lists of one service have one address",
  mend: "leave it away, and start serve --lists with --listen",
});
