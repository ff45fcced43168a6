import type { Scope } from "@/domain/disjoint.ts";
import { ofProfile, type Profile } from "@/domain/profile.ts";

/** Name of the file in the folder of Taskwarrior's data; Taskwarrior itself never looks at it. */
export const engineMarkName = "vikunja-sync.engine";

/** The same of one profile: each has a mark of its own. */
export function engineMarkOf(profile: Profile): string {
  return ofProfile(engineMarkName, profile);
}

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
  /** Which tasks it takes; without: all, as far as anybody knows. */
  readonly takes?: Scope;
}

/** The mark of another profile. */
interface OtherMark {
  readonly profile: Profile;
  readonly mark: EngineMark;
}

/** The mark of a data folder, and what says whether it can be believed. */
export interface EngineMarks {
  /** `null`: there is none, or nothing that can be understood. */
  read(folder: string): EngineMark | null;
  /** Of the other profiles that work on the folder. */
  others(folder: string): readonly OtherMark[];
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
