import type { Obstacles } from "@/domain/obstacle.ts";
import type { ProjectNames } from "@/domain/representation.ts";
import type { ClockOffset } from "@/domain/span.ts";
import type { Reading } from "@/domain/task.ts";
import type { Udas } from "@/ports/udas.ts";
import type { DataHistory, Replica, ServerStand } from "@/ports/replica.ts";

/** Titles from the root. */
type ProjectPath = readonly string[];

/** What a run asks of Taskwarrior beyond the reading and writing of tasks. */
export interface TaskwarriorSide extends Replica {
  readonly side: "taskwarrior";
  /** Where it looks for hooks, and what else is known of the program. */
  installation(
    signal: AbortSignal,
  ): Promise<{ readonly hooksFolder: string; readonly version: string }>;
  readonly udas: Udas;
  /** UUIDs of the tasks that a filter takes, by its words. @throws {SyncError} `CONFIG`: it is none. */
  takenBy(words: readonly string[], signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** The date (ISO, UTC) that Taskwarrior takes these words for, such as `tomorrow`; `null`: for none. */
  dateOf(words: string, signal: AbortSignal): Promise<string | null>;
  /** How the data go together with a cursor of before. */
  history(cursor: string | null, signal: AbortSignal): Promise<DataHistory>;
  /** All files and the folder that it reads tasks by; `null`, and without: that is not known. */
  standsOn?(): StandsOn | null;
  /**
   * Whether others may have changed anything since the last `changes` or `write`, by less than `changes` costs. Rejects
   * where it cannot be told now; without: only `changes` tells.
   */
  hasNews?(signal: AbortSignal): Promise<boolean>;
}

export interface StandsOn {
  readonly files: readonly string[];
  /** With all that is in it. */
  readonly folder: string;
}

/** The server's clock, as the `Date` of its answers shows it. */
export interface SeenClock {
  /** Server minus this machine; `null`: no answer yet, or this machine's clock jumped since the last. */
  offset(): ClockOffset | null;
  /** What the server's clock shows now, ms since 1970; `null` before the first answer. */
  nowMs(): number | null;
}

/** What a run asks of Vikunja beyond the reading and writing of tasks. */
export interface VikunjaSide extends Replica, Disposable {
  readonly side: "vikunja";
  /** Requests until now. */
  requests(): number;
  readonly clock: SeenClock;
  /** What lists show of these tasks, of comments only those listed with them: one that they lack may be there. */
  readListed(ids: readonly string[], signal: AbortSignal): Promise<readonly Reading[]>;
  /** The task that the create of that key has made, as the server told this process; `null`: it did not. */
  madeIdOf(key: string): number | null;
  /** How far the server has come, in one request. */
  stand(signal: AbortSignal): Promise<ServerStand>;
  /** What its projects show of that, read now. */
  projectStand(signal: AbortSignal): Promise<Pick<ServerStand, "projects" | "replacedProjects">>;
  /** The server's, as it last said it; `null`: it has not yet. */
  version(): string | null;
  /** Until when a further process takes the server for what it is without asking it, ms since 1970; without: not at all. */
  heardUntilMs?(): number;
  /** Writes in flight that it takes now. */
  limits(): { readonly writes: number };
  /** Empty before the projects were read (any of `identify`, `changes`, `write` does). */
  defaultProjectPath(): ProjectPath;
  /** Of the projects as last read; before that each path is its own name. */
  projectNames(): ProjectNames;
  /** User name of whoever owns the Inbox; `null`: not known, or not read yet. */
  accountName(): string | null;
  /** Of the projects as last read; none before that. */
  obstacles(): Obstacles;
  /**
   * User name of whoever may see the project of that path and gave the agent its name, else of the account
   * that the token belongs to.
   * @throws {SyncError} `AUTH`: the token may not be asked whose it is.
   */
  assigneeFor(agent: string, project: ProjectPath, signal: AbortSignal): Promise<string>;
  /** Of every project of the account, archived ones too: as last read, or read now. */
  projectPaths(from: "memory" | "server", signal: AbortSignal): Promise<readonly ProjectPath[]>;
}

export interface Sides {
  readonly taskwarrior: TaskwarriorSide;
  readonly vikunja: VikunjaSide;
}
