/** Name of the file in the folder of Taskwarrior's data; Taskwarrior itself never looks at it. */
export const engineMarkName = "vikunja-sync.engine";

/** What stands in Taskwarrior's data folder of the engine that works on it. */
export interface EngineMark {
  /** UUID of its log. */
  readonly log: string;
  /** Which round of that log was the last to change anything. */
  readonly round: number;
  /** Where that log is, for people. */
  readonly host: string;
  readonly machine: string | null;
  readonly stateDir: string;
  /** ISO instant. */
  readonly at: string;
}

/** The mark of a data folder, and what says whether it can be believed. */
export interface EngineMarks {
  /** `null`: there is none, or nothing that can be understood. */
  read(folder: string): EngineMark | null;
  /** All of it or nothing, on disk when it returns. @throws what keeps it from being written. */
  write(folder: string, mark: EngineMark): void;
  /** Whether the log that a mark names is still where the mark says; false on another machine. */
  isThere(mark: EngineMark): boolean;
}

/** The engine that runs now. */
export interface EnginePlace {
  readonly host: string;
  /** What the system calls itself for ever; `null`: it does not say. */
  readonly machine: string | null;
  readonly stateDir: string;
}
