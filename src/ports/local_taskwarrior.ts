import type { FactsCache } from "@/ports/facts_cache.ts";
import type { Udas } from "@/ports/udas.ts";

/** What of ours is on tasks. */
export interface Traces {
  /** UUIDs of tasks that note an id of Vikunja. */
  readonly noted: readonly string[];
  /** Tasks that hold a value in an attribute of ours, by its name. */
  readonly values: Readonly<Record<string, number>>;
}

/** The Taskwarrior of this user and how it is set up. Errors are `SyncError`. */
export interface LocalTaskwarrior {
  /** @throws {SyncError} `TASK_MISSING`, `CONFIG`, `TASK_FAILED`. */
  installation(signal: AbortSignal): Promise<{
    readonly version: string;
    readonly dataFolder: string;
    /** Where it looks for hooks. */
    readonly hooksFolder: string;
  }>;
  /** @throws {SyncError} `CONFIG`: its data folder is not there. */
  checkData(signal: AbortSignal): Promise<void>;
  /** What is wrong where the data of both versions are in one folder; `null`: nothing. */
  twoVersions(
    signal: AbortSignal,
  ): Promise<{ readonly what: string; readonly mend: string } | null>;
  /** All tasks, whatever their status, each as JSON text the way `task export` has it; runs no hook, and no gc. */
  exported(signal: AbortSignal): Promise<readonly string[]>;
  readonly udas: Udas;
  /** What of ours is on its tasks, finished and deleted ones too. */
  traces(signal: AbortSignal): Promise<Traces>;
  /**
   * Takes the Vikunja ids away that are noted on these tasks, and nothing else; a message for each that it could not
   * be done for.
   */
  forgetLinks(uuids: readonly string[], signal: AbortSignal): Promise<readonly string[]>;
  /** Whether it runs hooks at all, as its configuration says it. */
  hooksSetting(signal: AbortSignal): Promise<string>;
  /** All settings, `name=value`. */
  settings(signal: AbortSignal): Promise<readonly string[]>;
  /** Not where it is deleted. */
  hasTask(uuid: string): Promise<boolean>;
  /** As its user would, so that hooks run. @throws {SyncError} `TASK_FAILED`. */
  deleteTask(uuid: string): Promise<void>;
}

export type OpenTaskwarrior = (
  facts: FactsCache,
  warn: (line: string) => void,
) => LocalTaskwarrior;
