import type { Reading } from "@/domain/task.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { TaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import { hasData, knowsData } from "@/adapters/taskwarrior/data_presence.ts";
import { exportTasks } from "@/adapters/taskwarrior/program/export.ts";
import { createFeed2 } from "@/adapters/taskwarrior/v2/feed_2.ts";
import { createFeed3, newestIn } from "@/adapters/taskwarrior/v3/feed_3.ts";
import { bringBackDestroyed } from "@/adapters/taskwarrior/v2/destroyed_tasks.ts";
import type { DirectWriter } from "@/adapters/taskwarrior/common/direct_writer.ts";
import type { Installation } from "@/adapters/taskwarrior/program/installation.ts";
import { createJudge3 } from "@/adapters/taskwarrior/v3/judge_3.ts";
import type { Position } from "@/adapters/taskwarrior/common/cursor.ts";
import { createKeeper2, type Keeper } from "@/adapters/taskwarrior/v2/keeper_2.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import { keptAttributes } from "@/adapters/taskwarrior/program/udas.ts";
import { readAllStored, readStored } from "@/adapters/taskwarrior/v3/read_3.ts";
import { typesOf } from "@/adapters/taskwarrior/stored/stored_task.ts";
import type { SyncedData } from "@/adapters/taskwarrior/synced/synced_data.ts";
import type { UndoMemory } from "@/adapters/taskwarrior/v2/undo_record.ts";
import { withUnseen } from "@/adapters/taskwarrior/synced/unseen.ts";
import { type Between, withUnseen2 } from "@/adapters/taskwarrior/v2/unseen_2.ts";
import type { VerifyDeps } from "@/adapters/taskwarrior/verify.ts";
import { chooseWriter, type WayOfWriting } from "@/adapters/taskwarrior/way_of_writing.ts";

interface WorkingsOptions {
  readonly ports: TaskwarriorPorts;
  readonly runtime: Runtime;
  readonly settings: Omit<TaskwarriorSettings, "tagRules">;
  readonly warn: (warning: string) => void;
  readonly write: WayOfWriting;
  /** Told before each further try of a direct write, where somebody else holds the data. */
  readonly onBusy: () => void;
  readonly undoMemory: UndoMemory;
  /** Without: the data are those of a `task` on this machine. */
  readonly synced?: SyncedData | undefined;
  /** Stops reads; `null`: nothing does, so that a write is read back whatever happens. */
  readonly signal: AbortSignal | null;
}

/** All that one call needs, made for the version that is installed. */
export interface Workings extends VerifyDeps {
  readonly line: "2" | "3";
  readonly settings: TaskwarriorSettings;
  /** Objects in one import: 2.6 takes any number, 3 is slower the more there are. */
  readonly maxImport: number;
  /** Writes that are planned and carried out together. */
  readonly maxBatch: number;
  /** `null`: `task import` writes. */
  readonly direct: DirectWriter | null;
  /** Whether data that were read up to there are no longer in their folder. */
  readonly isGoneSince: (position: Position | null) => boolean;
  /** 2.6 only: elsewhere nothing that is written is destroyed. */
  readonly keeper: Keeper | null;
  /** Of tasks that are nowhere, those that were destroyed and are written again by it. */
  readonly bringBack: (uuids: readonly string[]) => Promise<ReadonlySet<string>>;
  /** With what of ours was replaced since that position, up to `now`, by edits that had not seen it. */
  readonly markUnseen: (
    readings: readonly Reading[],
    between: Between,
  ) => Promise<readonly Reading[]>;
}

/** Measured with 5000 tasks: naming one costs 2.6 as long as 30 % of a full export, 20 cost 3 nothing. */
const maxNamed = { "2": 4, "3": 20 };
const maxImport = { "2": 2_000, "3": 25 };
/** All that others' commands wait for at once. */
const maxDirect = 500;
const dateAttributes = ["due", "scheduled", "wait", "until", "start", "end", "entry", "modified"];

export function createWorkings(
  { ports, runtime, settings, warn, signal, write, onBusy, undoMemory, synced }: WorkingsOptions,
  installation: Installation,
): Workings {
  const { line, dataFolder, udas, neutral } = installation;
  const { program, files } = ports;
  const database = ports.database(dataFolder);
  const feed = line === "2" ? createFeed2(files, dataFolder) : createFeed3(database);
  const isDate = (name: string) => dateAttributes.includes(name) || udas[name] === "date";
  const isNumber = (name: string) => name === "imask" || udas[name] === "numeric";
  const files2 = { files, runtime, folder: dataFolder, typeOf: typesOf(udas), warn };
  const areThere = () => hasData(ports, installation);
  const reading = { runtime, maxNamed: maxNamed[line], hasData: areThere, signal, warn };
  const kinds = { isDate, isNumber };
  const keeper = line === "2" ? createKeeper2({ ...files2, memory: undoMemory }) : null;
  const exportTasksOf = (uuids: ReadonlySet<string> | null) =>
    exportTasks(program, { ...reading, uuids });
  const exported = synced === undefined
    ? exportTasksOf
    : (uuids: ReadonlySet<string> | null) => Promise.resolve(readAllStored(database, kinds, uuids));
  const exportOf = (uuids: ReadonlySet<string>) => exported(uuids);
  const direct = synced?.writer(kinds) ?? chooseWriter(write, installation, {
    ports,
    keeper,
    runtime,
    kinds,
    exportOf,
    warn,
    onBusy,
  });
  const ownSettings: TaskwarriorSettings = {
    ...settings,
    attributes: keptAttributes(settings.attributes, installation),
    udaTypes: installation.udas,
    tagRules: line === "2" ? 2 : 3,
  };
  return {
    line,
    runtime,
    program,
    neutral,
    hasData: areThere,
    feed,
    judge: createJudge3(isDate),
    warn,
    settings: ownSettings,
    maxImport: maxImport[line],
    maxBatch: direct === null ? maxImport[line] : maxDirect,
    direct,
    keeper,
    exportOf: line === "3" && direct !== null ? readStored(database, kinds, exportOf) : exportOf,
    bringBack: async (uuids) =>
      line === "2" && areThere() ? await bringBackDestroyed(uuids, files2) : new Set(),
    isGoneSince: (position) => position !== null && knowsData(position) && !areThere(),
    exportAll: () => exported(null),
    markUnseen: async (readings, between) => {
      if (line === "2") {
        const by = { ...files2, settings: ownSettings, exportOf };
        return await withUnseen2(readings, between, by);
      }
      if (synced === undefined) return readings;
      const { since } = between;
      const after = since === null ? 0 : newestIn(since.mark);
      const by = { synced, after, settings: ownSettings, exportOf, isDate };
      return await withUnseen(readings, by);
    },
  };
}
