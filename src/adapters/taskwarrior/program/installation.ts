import { dirname, isAbsolute, join } from "@/ports/paths.ts";
import { SyncError } from "@/domain/errors.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { StandsOn } from "@/ports/sides.ts";
import { exportFailed } from "@/adapters/taskwarrior/program/export.ts";
import { markedFile } from "@/adapters/taskwarrior/stored/marked_file.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import {
  decode,
  makesNothing,
  saidBy,
  type TaskProgram,
} from "@/adapters/taskwarrior/program/program.ts";

/** What is known of the program and its configuration. */
export interface Installation {
  readonly version: string;
  readonly line: "2" | "3";
  /** Folder of the data, as configured. */
  readonly dataFolder: string;
  /** Where it looks for hooks. */
  readonly hooksFolder: string;
  /** False where the configuration switches hooks off. */
  readonly hooksOn: boolean;
  /** Types of the UDAs that are defined, by name. */
  readonly udas: Readonly<Record<string, string>>;
  /** For an import: without the defaults that the user has set for new tasks. */
  readonly neutral: readonly string[];
}

interface InstallationDeps {
  readonly program: TaskProgram;
  readonly files: TaskFiles;
  /** TASKRC, TASKDATA, HOME … as `task` will see them. */
  readonly env: Readonly<Record<string, string>>;
  readonly facts: FactsCache;
}

type Places = Pick<InstallationDeps, "files" | "env">;

/** A file by what changes when it is written; `null`: it is not there. */
type FileStamp = readonly [path: string, size: number | null, modifiedMs: number | null];

interface InstallationFacts {
  readonly files: readonly FileStamp[];
  readonly taskdata: string | null;
  readonly installation: Installation;
}

/** Of what is kept here now; another one where earlier versions kept less. */
const factsName = "taskwarrior.installation.3";
const limitMs = 30_000;

/**
 * From the cache as long as the program, the configuration files and TASKDATA are as they were;
 * else by starting `task`, once for all who ask meanwhile.
 * @throws {SyncError} `TASK_MISSING`, `CONFIG`, `TASK_FAILED`.
 */
export function createInstallationFinder(
  deps: InstallationDeps,
): (signal: AbortSignal) => Promise<Installation> {
  let known = deps.facts.get(factsName)?.facts as unknown as InstallationFacts | undefined;
  let asking: Promise<InstallationFacts> | null = null;
  return async (signal) => {
    if (known !== undefined && isCurrent(known, deps)) return known.installation;
    const isNew = known === undefined;
    asking ??= lookUp(deps, isNew, signal).finally(() => asking = null);
    known = await asking;
    return known.installation;
  };
}

/** What the last look at it went by, and where its data are; `null`: nobody has looked yet. */
export function installationBy(deps: InstallationDeps): StandsOn | null {
  const known = deps.facts.get(factsName)?.facts as unknown as InstallationFacts | undefined;
  if (known === undefined) return null;
  const looked = known.files.map(([path]) => path);
  const files = [...new Set([...looked, ...programPlaces(deps), ...taskrcPlaces(deps.env)])];
  return { files, folder: known.installation.dataFolder };
}

async function lookUp(
  deps: InstallationDeps,
  isNew: boolean,
  signal: AbortSignal,
): Promise<InstallationFacts> {
  requirePlaces(deps);
  const paths = [programFile(deps), ...configurationFiles(deps)];
  const files = paths.map((path) => stampOf(deps.files, path));
  const installation = await ask(deps, isNew, signal);
  const taskdata = deps.env["TASKDATA"] ?? null;
  const facts: InstallationFacts = { files, taskdata, installation };
  deps.facts.put(factsName, facts as unknown as Json);
  return facts;
}

function isCurrent(cached: InstallationFacts, deps: InstallationDeps): boolean {
  const [program, configuration] = [cached.files[0]?.[0], cached.files[1]?.[0]];
  return program === programFile(deps) && configuration === taskrcOf(deps) &&
    cached.taskdata === (deps.env["TASKDATA"] ?? null) &&
    cached.files.every((stamp) => jsonEqual(stampOf(deps.files, stamp[0]), stamp));
}

/** Recorded: `task` makes a missing data folder, and 2.6 a missing configuration, without a word. */
function requirePlaces(places: Places): void {
  const { files, env } = places;
  const configuration = taskrcOf({ files, env });
  if (files.stat(configuration) === null) {
    throw new SyncError("CONFIG", `Cannot find Taskwarrior's configuration ${configuration}`, {
      hint: "Run `task` once in a terminal to make one, or set TASKRC to yours.",
    });
  }
  const data = env["TASKDATA"] || settingIn(places, "data.location");
  const folder = data === undefined ? "" : expand(data, env);
  // Another user's home is known to `task` alone.
  if (folder !== "" && !folder.startsWith("~") && files.stat(folder) === null) {
    throw new SyncError("CONFIG", `Cannot find Taskwarrior's data folder ${data}`, {
      hint: "Check TASKDATA and data.location; for a new list make the folder first.",
    });
  }
}

/** `isNew`: nothing was known until now, so that there may be no data yet, which `_show` makes (recorded). */
async function ask(
  deps: InstallationDeps,
  isNew: boolean,
  signal: AbortSignal,
): Promise<Installation> {
  const { program } = deps;
  const making = isNew ? [] : [makesNothing];
  const quiet = [
    ...making,
    "rc.hooks=off",
    "rc.verbose=nothing",
    "rc.confirmation=off",
    "rc.color=off",
  ];
  const [versionRun, shown] = await Promise.all([
    program.run(["--version"], { signal, limitMs }),
    program.run([...quiet, "_show"], { signal, limitMs }),
  ]);
  for (const run of [versionRun, shown]) if (run.code !== 0) throw exportFailed(run);
  const version = versionIn(decode(versionRun.stdout));
  const settings = settingsIn(decode(shown.stdout));
  const dataFolder = settings.get("data.location");
  if (dataFolder === undefined) {
    throw new SyncError(
      "CONFIG",
      `Cannot find Taskwarrior's data: no data.location (${saidBy(shown)})`,
      {
        hint: "Run `task` once in a terminal, or set TASKDATA.",
      },
    );
  }
  const hooks = settings.get("hooks.location");
  const hooksFolder = hooks === undefined || hooks === "" ? join(dataFolder, "hooks") : hooks;
  const hooksOn = areHooksOn(deps);
  const udas = udasIn(settings);
  const neutral = neutralFor(settings);
  return { version, line: lineOf(version), dataFolder, hooksFolder, hooksOn, udas, neutral };
}

/** A wrapper around `task` may say something of its own before. */
function versionIn(said: string): string {
  const lines = said.split("\n").map((line) => line.trim());
  return lines.findLast((line) => /^\d+\.\d+(\.\d+)?\S*$/.test(line)) ?? said.trim();
}

function lineOf(version: string): "2" | "3" {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === 2 && minor >= 6) return "2";
  if (major === 3) return "3";
  const hint = "Install Taskwarrior 2.6.2 or 3, or name another program in VIKUNJA_SYNC_TASK.";
  if (Number.isNaN(major)) {
    const [said = ""] = version.split("\n");
    throw new SyncError(
      "CONFIG",
      `Cannot tell which Taskwarrior this is: \`task --version\` says ${
        JSON.stringify(said.slice(0, 60))
      }`,
      { hint },
    );
  }
  throw new SyncError("CONFIG", `Cannot work with Taskwarrior ${version}: it needs 2.6 or 3`, {
    hint,
    details: { version },
  });
}

function settingsIn(shown: string): ReadonlyMap<string, string> {
  return new Map(
    shown.split("\n").flatMap((line): [string, string][] => {
      const at = line.indexOf("=");
      return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1).trim()]];
    }),
  );
}

/** A value that is set for tasks without one comes back where an import leaves it out. */
function neutralFor(settings: ReadonlyMap<string, string>): readonly string[] {
  const isDefault = (name: string) =>
    /^default\.(project|due|scheduled|priority)$/.test(name) || /^uda\..+\.default$/.test(name);
  return [...settings].flatMap(([name, value]) =>
    isDefault(name) && value !== "" ? [`rc.${name}=`] : []
  );
}

function udasIn(settings: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  const types = [...settings].flatMap(([name, value]): [string, string][] => {
    const uda = /^uda\.(.+)\.type$/.exec(name)?.[1];
    return uda === undefined ? [] : [[uda, value]];
  });
  return Object.fromEntries(types);
}

/** Where Taskwarrior looks for its configuration. */
export function taskrcOf({ files, env }: Places): string {
  const [first = "", ...others] = taskrcPlaces(env);
  return [first, ...others].find((path) => files.stat(path) !== null) ?? first;
}

/** The first one that is there. */
function taskrcPlaces(env: InstallationDeps["env"]): readonly string[] {
  const named = env["TASKRC"];
  if (named !== undefined && named !== "") return [expand(named, env)];
  const config = env["XDG_CONFIG_HOME"] ?? join(env["HOME"] ?? "", ".config");
  return [join(env["HOME"] ?? "", ".taskrc"), join(config, "task", "taskrc")];
}

/** The configuration file first, then those it includes. */
function configurationFiles({ files, env }: Places): readonly string[] {
  const paths: string[] = [];
  const visit = (path: string) => {
    if (paths.includes(path)) return;
    paths.push(path);
    for (const line of linesOf(files, path)) {
      const included = /^\s*include\s+(.+?)\s*$/.exec(line)?.[1];
      if (included === undefined) continue;
      const target = expand(included, env);
      visit(isAbsolute(target) ? target : join(dirname(path), target));
    }
  };
  visit(taskrcOf({ files, env }));
  return paths;
}

/** As the files say: what `task` tells of it is what we told it. */
function areHooksOn(places: Places): boolean {
  return /^(1|y|yes|on|true)$/i.test(settingIn(places, "hooks") ?? "on");
}

/** The value that the files give it last. */
function settingIn(places: Places, name: string): string | undefined {
  const lines = configurationFiles(places).flatMap((path) => linesOf(places.files, path));
  const settings = lines.map((line) => /^\s*([^=\s#]+)\s*=\s*([^#]*?)\s*(#|$)/.exec(line));
  return settings.findLast((setting) => setting?.[1] === name)?.[2];
}

function linesOf(files: TaskFiles, path: string): readonly string[] {
  return markedFile(files, path).allText().split("\n");
}

function expand(path: string, env: Readonly<Record<string, string>>): string {
  return path.replace(/^~(?=\/|$)/, env["HOME"] ?? "~");
}

function programFile(deps: InstallationDeps): string {
  const { program, files } = deps;
  return programPlaces(deps).find((path) => files.stat(path) !== null) ?? program.path;
}

/** The first one that is there. */
function programPlaces({ program, env }: InstallationDeps): readonly string[] {
  if (program.path.includes("/")) return [program.path];
  const folders = (env["PATH"] ?? "").split(":").filter((folder) => folder !== "");
  return folders.map((folder) => join(folder, program.path));
}

function stampOf(files: TaskFiles, path: string): FileStamp {
  const stat = files.stat(path);
  return [path, stat?.size ?? null, stat?.modifiedMs ?? null];
}
