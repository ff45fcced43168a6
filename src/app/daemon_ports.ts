import type { EnginePorts } from "@/app/engine_ports.ts";

/** Deliveries taken and not yet looked at, on disk: what is in it survives a crash. */
export interface DeliveryJournal extends Disposable {
  /** What an earlier process took and did not look at; the last line may be cut off. */
  readonly left: readonly string[];
  /**
   * Resolves when the line is on disk.
   * @throws {SyncError} `DISK_FULL`, `DAEMON_GONE` (it is closed), retryable: it could not be written.
   */
  append(line: string): Promise<void>;
  /** Names all that was appended until now. */
  mark(): number;
  /** All that was appended before the mark was taken has been looked at. */
  forget(mark: number): void;
}

/** Webhooks that were set up on the server. */
export interface ProjectWebhooks {
  /** Ids of the projects that have one of ours; `null`: none were set up. */
  hooked(): Promise<ReadonlySet<number> | null>;
  /** Sets up those that are missing, and answers the titles of their projects. */
  cover(signal: AbortSignal): Promise<readonly string[]>;
}

/** Memory of this process. */
export interface OwnMemory {
  collectGarbage(): void;
  /** Everything that can be fetched again. */
  giveBack(): void;
}

/** What keeps an engine at work between its triggers, besides what a run needs. */
export interface DaemonPorts extends EnginePorts {
  /** What kept earlier runs from opening the log is over. */
  forgetFailure(): void;
  /** Until disposed of, hooks need not start anything: this process looks at what they leave. */
  markDaemon(): Disposable;
  openJournal(): DeliveryJournal;
  /** Takes what hooks have left. */
  drainSpool(): void;
  watchSpool(onChange: () => void): Disposable;
  /** Calls when tasks in that folder may have changed, by whatever means. */
  watchData(folder: string, onChange: () => void): Disposable;
  /** Calls when a hook of the user's in that folder was added, changed or taken away. */
  watchHooks(folder: string, onChange: () => void): Disposable;
  readonly webhooks: ProjectWebhooks;
  readonly memory: OwnMemory;
}
