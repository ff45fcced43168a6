import type { DeliveryJournal } from "@/ports/delivery_journal.ts";
import type { ProcessMark } from "@/ports/process_marks.ts";
import type { AskingPace } from "@/app/daemon/asking_pace.ts";
import type { EnginePorts } from "@/app/run/engine_ports.ts";

interface KnownProject {
  readonly id: number;
  readonly parentId: number;
  readonly title: string;
}

/** Webhooks that were set up on the server. */
export interface ProjectWebhooks {
  /** Whether one may be wanted there. */
  isSelected(project: KnownProject, all: readonly KnownProject[]): boolean;
  /** Ids of the projects that have one of ours; `null`: none were set up. */
  hooked(): Promise<ReadonlySet<number> | null>;
  /** Sets up those that are missing, and answers the titles of their projects. */
  cover(signal: AbortSignal): Promise<readonly string[]>;
}

/** Memory of this process. */
export interface OwnMemory {
  /** Resident. */
  bytes(): number;
  collectGarbage(): void;
  /** Everything that can be fetched again. */
  giveBack(): void;
}

/** What keeps an engine at work between its triggers, besides what a run needs. */
export interface DaemonPorts extends EnginePorts {
  /** What kept earlier runs from opening the log is over. */
  forgetFailure(): void;
  /** Until disposed of, hooks need not start anything: this process looks at what they leave. */
  markDaemon(): ProcessMark;
  openJournal(): DeliveryJournal;
  /** Takes what hooks have left. */
  drainSpool(): void;
  watchSpool(onChange: () => void): Disposable;
  /** Calls when tasks in that folder may have changed, by whatever means; says whether that is so at once. */
  watchData(
    folder: string,
    onChange: () => void,
    onProof: (isProven: boolean) => void,
  ): Disposable;
  /** Calls when a hook of the user's in that folder was added, changed or taken away. */
  watchHooks(folder: string, onChange: () => void): Disposable;
  readonly webhooks: ProjectWebhooks;
  readonly memory: OwnMemory;
  /** Without: as often as is set. */
  readonly pace?: AskingPace;
}
