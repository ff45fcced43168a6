import { SyncError } from "@/domain/errors.ts";
import { attributeFields, isOneOf, lateFields } from "@/domain/fields.ts";
import { noPlaces } from "@/domain/field_places.ts";
import type { Reading } from "@/domain/task.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { Traces } from "@/ports/local_taskwarrior.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type {
  Changes,
  ChangesRequest,
  DataHistory,
  Replica,
  Write,
  Written,
} from "@/ports/replica.ts";
import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import {
  keptIn,
  type Position,
  readCursor,
  writeCursor,
} from "@/adapters/taskwarrior/common/cursor.ts";
import {
  createInstallationFinder,
  type Installation,
  installationBy,
} from "@/adapters/taskwarrior/program/installation.ts";
import { dataHistory } from "@/adapters/taskwarrior/data_history.ts";
import { dataGone, folderGone } from "@/adapters/taskwarrior/data_presence.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import { markedOutcomes } from "@/adapters/taskwarrior/marked_outcomes.ts";
import { readChanges, readingsOf, withDestroyed } from "@/adapters/taskwarrior/read_changes.ts";
import { lookedAfter } from "@/adapters/taskwarrior/look_after.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import { dateOfWords } from "@/adapters/taskwarrior/program/date_words.ts";
import { takenBy } from "@/adapters/taskwarrior/program/taken.ts";
import { tracesIn } from "@/adapters/taskwarrior/traces.ts";
import { createTurns } from "@/adapters/taskwarrior/common/turns.ts";
import type { SyncedData } from "@/adapters/taskwarrior/synced/synced_data.ts";
import { installationWithout, needsProgram } from "@/adapters/taskwarrior/without_program.ts";
import { sayTwoVersions } from "@/adapters/taskwarrior/two_versions.ts";
import type { StandsOn } from "@/ports/sides.ts";
import type { TaskrcRecord, Udas } from "@/ports/udas.ts";
import { createUdas } from "@/adapters/taskwarrior/program/udas.ts";
import { createUndoMemory } from "@/adapters/taskwarrior/v2/undo_record.ts";
import type { WayOfWriting } from "@/adapters/taskwarrior/way_of_writing.ts";
import { createWorkings, type Workings } from "@/adapters/taskwarrior/workings.ts";
import { writeBatch } from "@/adapters/taskwarrior/write_batch.ts";

export interface TaskwarriorOptions {
  readonly runtime: Runtime;
  readonly ports: TaskwarriorPorts;
  /** The environment that the program sees: TASKRC, TASKDATA, HOME, PATH … */
  readonly env: Readonly<Record<string, string>>;
  /** `tagRules` is taken from the version of the program. */
  readonly settings: Omit<TaskwarriorSettings, "tagRules">;
  readonly facts: FactsCache;
  /** Told of what is odd but not fatal while writing; `changes` returns its own. */
  readonly warn: (warning: string) => void;
  /** Where it is kept which lines we add to the configuration; without: nowhere. */
  readonly taskrcRecord?: TaskrcRecord;
  /** `auto` where it is left out. */
  readonly write?: WayOfWriting;
  /** Told before each further try of a direct write, where somebody else holds the data. */
  readonly onBusy?: () => void;
  /** Without: the data are those of a `task` on this machine. */
  readonly synced?: SyncedData;
}

export interface TaskwarriorReplica extends Replica {
  readonly side: "taskwarrior";
  /** Program and configuration, from the cache where they did not change. */
  installation(signal: AbortSignal): Promise<Installation>;
  readonly udas: Udas;
  /** How the data go together with a cursor of before. */
  history(cursor: string | null, signal: AbortSignal): Promise<DataHistory>;
  /** UUIDs of the tasks that a filter takes, by its words. @throws {SyncError} `CONFIG`: it is none. */
  takenBy(words: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** What it reads tasks by, besides the environment; `null`: that is not known. */
  standsOn(): StandsOn | null;
  /** The date that Taskwarrior takes these words for; `null`: for none. */
  dateOf(words: string, signal: AbortSignal): Promise<string | null>;
  /** All tasks, whatever their status. */
  exported(signal: AbortSignal): Promise<Exported>;
  /** What of ours is on its tasks, finished and deleted ones too. */
  traces(signal: AbortSignal): Promise<Traces>;
}

const noRecord: TaskrcRecord = { read: () => [], keep() {} };

/** Measured: 5 minutes for 2,000 tasks. */
const slowImport =
  "Taskwarrior 3 is written by `task import` here, which takes minutes for thousands of tasks " +
  '(`taskwarrior.write = "direct"` takes seconds, and runs no hooks of yours)';

/**
 * The task list of a real Taskwarrior, 2.6 or 3. One instance writes at a time; 2.6 is not read meanwhile either, since
 * what a command destroys is told from the record around each write.
 */
export function createTaskwarrior(options: TaskwarriorOptions): TaskwarriorReplica {
  const { runtime, ports, env } = options;
  const turns = createTurns();
  const undoMemory = createUndoMemory();
  let position: Position | null = null;
  /** What was replaced unseen until then is on the log: what the last `changes` hands out may not be yet. */
  let told: Position | null = null;
  /** Up to when outcomes since then have told it, by task. */
  const handed = new Map<string, Position>();
  const between = () => ({ since: told, now: position });
  let kept = "";
  /** As the last `changes` told. */
  let isGone = false;
  let latest: { frozen: string | null } = { frozen: null };
  const { synced } = options;
  const installed = { program: ports.program, files: ports.files, env, facts: options.facts };
  const installation = synced === undefined
    ? createInstallationFinder(installed)
    : installationWithout(synced, options.settings);

  async function workings(
    signal: AbortSignal,
    warn: (warning: string) => void,
    readSignal: AbortSignal | null = signal,
  ): Promise<Workings> {
    const { settings } = options;
    const write = options.write ?? "auto";
    const onBusy = options.onBusy ?? (() => {});
    const made = { ports, runtime, settings, warn, write, onBusy, undoMemory, synced };
    return createWorkings({ ...made, signal: readSignal }, await installation(signal));
  }

  async function requireData(tools: Workings, signal: AbortSignal): Promise<void> {
    if (tools.isGoneSince(position)) throw dataGone((await installation(signal)).dataFolder);
  }

  const text = () => writeCursor(position, kept);

  async function exported(signal: AbortSignal): Promise<Exported> {
    const tools = await workings(signal, options.warn);
    using _turn = await turnFor(tools);
    return await tools.exportAll();
  }

  const turnFor = async ({ line, direct }: Workings): Promise<Disposable | null> =>
    line === "3" && direct !== null ? null : await turns.take();

  return {
    side: "taskwarrior",
    installation,
    udas: createUdas({
      files: ports.files,
      env,
      settings: options.settings,
      record: options.taskrcRecord ?? noRecord,
    }, installation),
    async identify(signal) {
      if (synced !== undefined) return { folder: synced.list };
      const { dataFolder } = await installation(signal);
      return { folder: realFolder(ports.files, dataFolder) };
    },
    async changes(request: ChangesRequest, signal: AbortSignal): Promise<Changes> {
      const warnings = new Set<string>();
      const warn = (warning: string) => void warnings.add(warning);
      await synced?.pull(signal);
      const tools = await workings(signal, warn);
      sayTwoVersions(ports, await installation(signal), warn);
      const asked = readCursor(request.cursor, tools.line);
      kept = keptText(tools.settings);
      const isFull = request.full || kept !== keptIn(request.cursor);
      using _turn = await turnFor(tools);
      // What we wrote while this waited for its turn is to be looked after as well.
      const watch = position?.watch ?? asked?.watch ?? null;
      const from = asked === null ? null : { ...asked, watch };
      const read = await readChanges(from, isFull, tools);
      latest.frozen = text();
      const own: typeof latest = { frozen: null };
      latest = own;
      position = read.position;
      told = from;
      handed.clear();
      const { complete } = read;
      const readings = await tools.markUnseen(read.readings, between());
      isGone = read.isGone === true;
      const cursor = () => own.frozen ?? text();
      const left = position.due.length > 0 || position.owesAll ? { isUnsettled: true } : {};
      const gone = isGone ? { isGone } : {};
      const isStill = read.isStill === true && synced === undefined;
      return { complete, readings, warnings: [...warnings], ...left, ...gone, isStill, cursor };
    },
    cursor: text,
    standsOn: () => synced === undefined ? installationBy(installed) : null,
    ...synced === undefined ? {} : { hasNews: synced.hasNews },
    async writeCost(signal) {
      const { line, direct, maxBatch } = await workings(signal, () => {});
      const isSlow = line === "3" && direct === null;
      return { createsAtOnce: maxBatch, slowBecause: isSlow ? slowImport : null };
    },
    async history(cursor, signal) {
      const { line, dataFolder } = await installation(signal);
      const from = readCursor(cursor, line);
      if (isGone) return "gone";
      // The server tells whether it was put back; the data here are only a copy.
      if (synced !== undefined) return "continued";
      return from === null
        ? "unclear"
        : dataHistory(ports, dataFolder, from, runtime.now().getTime());
    },
    exported,
    traces: async (signal) => tracesIn([...(await exported(signal)).values()], options.settings),
    async dateOf(words, signal) {
      if (synced !== undefined) throw needsProgram(`The date «${words}»`);
      await installation(signal);
      return await dateOfWords(ports.program, words, { runtime, signal });
    },
    async takenBy(words, signal) {
      if (synced !== undefined) throw needsProgram("A filter");
      const { hasData } = await workings(signal, options.warn);
      return hasData() ? await takenBy(ports.program, words, { runtime, signal }) : new Set();
    },
    async read(ids, signal): Promise<readonly Reading[]> {
      const tools = await workings(signal, options.warn);
      using _turn = await turnFor(tools);
      if (!isGone) {
        await requireData(tools, signal);
        position = await lookedAfter(position, tools);
      }
      const exported = await tools.exportOf(new Set(ids));
      const there = await withDestroyed(ids, exported, tools);
      return await tools.markUnseen(readingsOf(ids, there, tools), between());
    },
    async write(writes: readonly Write[], signal: AbortSignal): Promise<readonly Written[]> {
      const tools = await workings(signal, options.warn, null);
      const outcomes: Written[] = [];
      for (const batch of batches(writes, tools.maxBatch)) {
        if (signal.aborted) throw aborted(signal);
        using _turn = await turns.take();
        // What is gone can only be made again, once somebody has said so.
        const isMaking = batch.every(({ push }) => push.kind === "create");
        if (!isGone || !isMaking) await requireData(tools, signal);
        // What is read from here on begins with what is made now.
        else if (tools.isGoneSince(position)) position = startOf(tools);
        const done = await writeBatch(batch, position, tools);
        position = done.position;
        const between = { since: told, now: position, handed };
        outcomes.push(...await markedOutcomes(done.outcomes, between, tools));
      }
      return outcomes;
    },
  };
}

function keptText({ attributes, places = noPlaces, udaTypes = {} }: TaskwarriorSettings): string {
  const late = attributeFields.filter((field) => isOneOf(lateFields, field));
  return [
    ...late.flatMap((field) => {
      const name = attributes[field];
      return name === null ? [] : [`${field}=${name}`];
    }),
    ...Object.entries(places.tags).map(([field, tag]) => `${field}+${tag}`),
    ...places.started === null ? [] : [`start=${places.started.kind}`],
    ...places.udas.map(({ attribute }) => `${attribute}:${udaTypes[attribute] ?? ""}`),
  ].join();
}

/** As many at once as the version takes well, and no task twice in one. */
function batches(writes: readonly Write[], most: number): readonly (readonly Write[])[] {
  const all: Write[][] = [];
  let ids = new Set<string | null>();
  for (const write of writes) {
    const last = all.at(-1);
    if (last === undefined || last.length >= most || ids.has(write.id)) {
      all.push([write]);
      ids = new Set([write.id]);
    } else {
      last.push(write);
      ids.add(write.id);
    }
  }
  return all;
}

function startOf({ line, feed }: Workings): Position {
  return { line, mark: feed.mark(), due: [], watch: null };
}

function realFolder(files: TaskFiles, folder: string): string {
  try {
    return files.realPath(folder);
  } catch (cause) {
    throw folderGone(folder, cause);
  }
}

function aborted(signal: AbortSignal): SyncError {
  return new SyncError("ABORTED", "Writing to Taskwarrior was stopped between two writes", {
    retryable: true,
    cause: signal.reason,
  });
}
