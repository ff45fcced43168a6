import { noFacts } from "@/app/run/memory_facts.ts";
import { createInstallation } from "@/app/setup/installation.ts";
import { hookMark } from "@/app/setup/hook_script.ts";
import { hookPath } from "@/app/setup/install_hook.ts";
import { ownUnits, unitFolder } from "@/app/setup/own_files.ts";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { enabledUnits, unitMark } from "@/app/setup/unit_files.ts";
import { disableUnits } from "@/app/setup/install_units.ts";
import type { Part } from "@/app/leaving/part.ts";
import { ownConfiguration } from "@/app/leaving/configuration.ts";
import { SyncError } from "@/domain/errors.ts";
import { engineMarkOf, type EngineMarks } from "@/ports/engine_mark.ts";
import type { InstalledProgram, LeavingOptions, StateFiles } from "@/ports/leaving.ts";
import type { Log, OpenLog } from "@/ports/log.ts";
import { join } from "@/ports/paths.ts";
import type { OwnLines } from "@/ports/udas.ts";

export interface LeavingDeps extends SetupDeps {
  readonly openLog: OpenLog;
  /** @throws {SyncError} `LOCKED` (retryable): another process has it. */
  readonly lockLog: (signal: AbortSignal) => Promise<AsyncDisposable>;
  readonly stateFiles: StateFiles;
  readonly program: InstalledProgram;
  readonly marks: Pick<EngineMarks, "others">;
  /** Other profiles that are set up on this machine. */
  readonly otherProfiles: () => readonly string[];
}

/** In the order in which they go: first what would bring the rest back, last what tells how to go on. */
export function partsOf(deps: LeavingDeps, options: LeavingOptions): readonly Part[] {
  return [
    units(deps),
    hook(deps),
    webhooks(deps, options),
    annotations(deps),
    taskrc(deps, options),
    mark(deps),
    state(deps, options),
    ...options.all ? [ownConfiguration(deps), program(deps)] : [],
  ];
}

async function presentUnits(deps: LeavingDeps): Promise<readonly string[]> {
  const paths = ownUnits(deps).map(({ name }) => `${unitFolder(deps)}/${name}`);
  const texts = await Promise.all(paths.map((path) => deps.files.read(path)));
  return paths.filter((_, at) => texts[at]?.startsWith(unitMark) === true);
}

function units(deps: LeavingDeps): Part {
  /** Those of a package are not ours to remove, but they would start the daemon again. */
  const isEnabled = async () =>
    (await deps.run(["systemctl", "--user", "is-enabled", ...enabledUnits(deps.config.profile)]))
      ?.code === 0;
  return {
    part: "units",
    async look() {
      const present = await presentUnits(deps);
      if (present.length > 0) return `${present.length} in ${unitFolder(deps)}`;
      return await isEnabled() ? "those of the package, which are switched off" : null;
    },
    async remove(signal) {
      const { notes } = await createInstallation(deps).removeUnits(signal);
      for (const note of notes) deps.io.warn(note);
      if (await isEnabled()) await deps.run(disableUnits(deps.config.profile));
    },
  };
}

function hook(deps: LeavingDeps): Part {
  const placed = async (signal: AbortSignal) => {
    const installation = await taskwarriorOf(deps).installation(signal);
    const path = hookPath({ folder: installation.hooksFolder, profile: deps.config.profile });
    return (await deps.files.read(path))?.includes(hookMark) === true ? path : null;
  };
  return {
    part: "hook",
    look: placed,
    async remove(signal) {
      if (await placed(signal) !== null) await createInstallation(deps).removeHook(signal);
    },
  };
}

function webhooks(deps: LeavingDeps, { withoutServer }: LeavingOptions): Part {
  return {
    part: "webhooks",
    async look() {
      const record = await deps.webhookStore.record();
      if (record === null || withoutServer) return null;
      const { length } = record.hooks;
      return `on ${length} project${length === 1 ? "" : "s"} in Vikunja, to ${record.url}`;
    },
    async remove(signal) {
      const isThere = await deps.webhookStore.record() !== null;
      if (!isThere || withoutServer) return;
      await createInstallation(deps).removeWebhooks(signal).catch((thrown: unknown) => {
        throw withHint(thrown, "With --without-server they stay, and the rest is taken away.");
      });
    },
    async stays() {
      const record = withoutServer ? await deps.webhookStore.record() : null;
      return record === null
        ? []
        : [`webhooks in Vikunja to ${record.url}: take them away in the projects' settings`];
    },
  };
}

function annotations(deps: LeavingDeps): Part {
  const noted = async (signal: AbortSignal) => (await taskwarriorOf(deps).traces(signal)).noted;
  return {
    part: "annotations",
    async look(signal) {
      const { length } = await noted(signal);
      const what = deps.config.link === "uda" ? "the attribute `vikunja_id`" : "`vikunja_id: N`";
      return length === 0 ? null : `${what} on ${tasks(length)}`;
    },
    async remove(signal) {
      const uuids = await noted(signal);
      if (uuids.length === 0) return;
      const failures = await taskwarriorOf(deps).forgetLinks(uuids, signal);
      const [first] = failures;
      if (first === undefined) return;
      throw new SyncError("TASK_FAILED", `${tasks(failures.length)} keep a note: ${first}`, {
        hint: "The others have lost it. Run it again for these.",
      });
    },
  };
}

function taskrc(deps: LeavingDeps, { dropUdas }: LeavingOptions): Part {
  async function sorted(signal: AbortSignal) {
    const { udas, traces } = taskwarriorOf(deps);
    const own = udas.ownLines();
    if (own.length === 0) return { goes: [], stays: [] };
    const { values } = await traces(signal);
    const asked = await askedLines(deps);
    const { dataFolder } = await taskwarriorOf(deps).installation(signal);
    const isShared = deps.marks.others(dataFolder).length > 0;
    const goes: OwnLines[] = [];
    const stays: string[] = [];
    for (const each of own) {
      const { name, file, lines, isRecorded } = each;
      const held = values[name] ?? 0;
      const isOurs = isRecorded || lines.every((line) => asked.has(line));
      if (isShared) stays.push(`uda.${name} in ${file}: another profile uses it`);
      else if (dropUdas || (isOurs && held === 0)) goes.push(each);
      else if (held > 0) {
        stays.push(
          `uda.${name} in ${file}: ${
            held === 1 ? "1 task holds" : `${held} tasks hold`
          } a value in it, which ` +
            "Taskwarrior shows only with these lines (--drop-udas takes the lines away)",
        );
      } else stays.push(`uda.${name} in ${file}: perhaps your own (--drop-udas takes it away)`);
    }
    return { goes, stays };
  }
  return {
    part: "taskrc",
    async look(signal) {
      const { goes } = await sorted(signal);
      const files = [...new Set(goes.map(({ file }) => file))].join(", ");
      const lines = goes.reduce((sum, each) => sum + each.lines.length, 0);
      return goes.length === 0 ? null : `${lines} lines in ${files}`;
    },
    async remove(signal) {
      const { goes } = await sorted(signal);
      if (goes.length > 0) taskwarriorOf(deps).udas.removeLines(goes);
    },
    stays: async (signal) => (await sorted(signal)).stays,
  };
}

/** Lines that an earlier version asked for leave to add: they were not there then. */
async function askedLines({ openLog }: LeavingDeps): Promise<ReadonlySet<string>> {
  const log: Log | null = await openLog().catch(() => null);
  if (log === null) return new Set();
  using _ = log;
  const asked = log.reader.cachedFacts("udas.asked")?.facts;
  return new Set(Array.isArray(asked) ? asked.map(String) : []);
}

/** Who else works on that folder is asked once more when this engine comes back. */
function mark(deps: LeavingDeps): Part {
  const path = async (signal: AbortSignal) => {
    const { dataFolder } = await taskwarriorOf(deps).installation(signal);
    const at = join(dataFolder, engineMarkOf(deps.config.profile));
    return (await deps.files.facts(at)) === null ? null : at;
  };
  return {
    part: "mark",
    look: path,
    async remove(signal) {
      const at = await path(signal);
      if (at !== null) await deps.files.remove(at);
    },
  };
}

function state(
  { stateFiles, files, config: { stateDir, backup } }: LeavingDeps,
  { keepLog }: LeavingOptions,
): Part {
  const going = () => {
    const { history, ours } = stateFiles.list();
    return [...keepLog ? [] : history, ...ours];
  };
  return {
    part: "state",
    look() {
      const isWithBackups = stateFiles.list().history.includes("backups");
      const history = isWithBackups ? "history, its backups" : "history";
      const what = keepLog ? `all but ${history} in` : `${history} and all else in`;
      return Promise.resolve(going().length === 0 ? null : `${what} ${stateDir}`);
    },
    remove: () => Promise.resolve(stateFiles.remove(going())),
    async stays() {
      const { history, others } = stateFiles.list();
      const log = keepLog && history.length > 0 ? [`the history in ${stateDir}`] : [];
      const isElsewhere = backup.folder !== join(stateDir, "backups") &&
        await files.facts(backup.folder) !== null;
      const kept = isElsewhere ? [`the backups in ${backup.folder}`] : [];
      const unknown = others.map((name) => `${stateDir}/${name}: not of this program`);
      return [...log, ...kept, ...unknown];
    },
  };
}

function program({ program, otherProfiles }: LeavingDeps): Part {
  const isShared = () => otherProfiles().length > 0;
  return {
    part: "program",
    look: async () => {
      const [first, ...help] = isShared() ? [] : await program.list();
      if (first === undefined) return null;
      return help.length === 0
        ? first
        : `${first}, with ${help.length} files of help and completions`;
    },
    remove: async () => isShared() ? undefined : await program.remove(),
    stays: async () =>
      isShared() && (await program.list()).length > 0
        ? [`the program: the profiles ${otherProfiles().join(", ")} use it`]
        : [],
  };
}

function taskwarriorOf(deps: LeavingDeps) {
  return deps.openTaskwarrior(noFacts, deps.io.warn);
}

function withHint(thrown: unknown, more: string): unknown {
  if (!(thrown instanceof SyncError)) return thrown;
  const { code, message, hint, retryable, cause } = thrown;
  return new SyncError(code, message, { hint: `${hint ?? ""} ${more}`.trim(), retryable, cause });
}

function tasks(count: number): string {
  return `${count} task${count === 1 ? "" : "s"}`;
}
