/** What of ours is somewhere, and can be taken away. */
export type TracePart =
  | "units"
  | "hook"
  | "webhooks"
  | "annotations"
  | "taskrc"
  | "mark"
  | "state"
  | "configuration"
  | "program";

export interface Trace {
  readonly part: TracePart;
  /** Where, and how much. */
  readonly says: string;
}

export interface LeavingOptions {
  /** The history stays, to be read or gone on with. */
  readonly keepLog: boolean;
  /** Also takes the taskrc lines of attributes that tasks hold values in. */
  readonly dropUdas: boolean;
  /** Webhooks stay: the server is not asked. */
  readonly withoutServer: boolean;
  /** Configuration, token and installed program as well. */
  readonly all: boolean;
}

export interface LeavingPlan {
  readonly takes: readonly Trace[];
  /** What is left, and why. */
  readonly stays: readonly string[];
  /** What a person may want to do before. */
  readonly warnings: readonly string[];
}

export interface LeavingReport {
  readonly removed: readonly Trace[];
  readonly failed: readonly {
    readonly part: TracePart;
    readonly code: string;
    readonly message: string;
    readonly hint: string | null;
  }[];
}

/** Takes away what we left on both sides and on this machine; done again, it goes on with what is left. */
export interface Leaving {
  /** Changes nothing. */
  plan(options: LeavingOptions, signal: AbortSignal): Promise<LeavingPlan>;
  /** `tell` hears of each part that is gone. @throws {SyncError} `LOCKED`: another process works on the log, or the daemon does not end. */
  carryOut(
    options: LeavingOptions,
    tell: (trace: Trace) => void,
    signal: AbortSignal,
  ): Promise<LeavingReport>;
}

/** The files of the state folder. */
export interface StateFiles {
  /** Names of the history, of all else of ours, and of what is not. */
  list(): {
    readonly history: readonly string[];
    readonly ours: readonly string[];
    readonly others: readonly string[];
  };
  /** Of ours those, and the folder where it is empty then. */
  remove(names: readonly string[]): void;
}

/** What `self-install` put into the home folder. */
export interface InstalledProgram {
  /** Paths that are there. */
  list(): Promise<readonly string[]>;
  remove(): Promise<void>;
}
