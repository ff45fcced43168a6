import type { SyncEvent } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import type { Markup } from "@/mapping/markup_functions.ts";
import type { ClaimQueries, LeaseClock } from "@/ports/claims.ts";
import type { EngineMarks, EnginePlace } from "@/ports/engine_mark.ts";
import type { EventStore } from "@/ports/event_store.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { TaskwarriorSide, VikunjaSide } from "@/ports/sides.ts";
import type { Tracer } from "@/ports/tracer.ts";

/** Folded streams, kept to save time: any of them can go at any moment and nothing is lost. */
export interface FoldSnapshots {
  /** `machine` names the fold and its version; another one's snapshot is not found. */
  read(
    streamId: string,
    machine: string,
  ): { readonly version: number; readonly state: Json } | null;
  write(
    streamId: string,
    machine: string,
    snapshot: { readonly version: number; readonly state: Json },
  ): void;
}

/** The log as far as a run is concerned. */
export interface RunLog {
  readonly store: EventStore<SyncEvent>;
  readonly reader: LogQueries;
  readonly claims: ClaimQueries;
  readonly snapshots: FoldSnapshots;
  /** @throws {SyncError} `LOG_DAMAGED`: one of its events is not as it was written. */
  check(): void;
}

/** The log, owned by this process until it is disposed of. */
export interface OwnedLog extends AsyncDisposable {
  readonly log: RunLog;
}

export interface OpenOptions {
  /** Nothing is written anywhere, the log included. */
  readonly planOnly: boolean;
  /** Tasks kept in memory while nothing goes on with them; without: all of a large list. */
  readonly idleActors?: number;
  /** Reads in parallel. */
  readonly jobs: number;
}

/** How what runs talks to the person, past its result. */
export interface Asking {
  /** One line of what they should hear of. */
  readonly warn: (line: string) => void;
  /** Yes or no; `null` where there is nobody to ask. */
  readonly confirm: (question: string) => Promise<boolean | null>;
}

/** All of the world that a run touches: built by `compose`, simulated by tests. */
export interface EnginePorts {
  readonly runtime: Runtime;
  readonly leaseClock: LeaseClock;
  /**
   * Of a copy where only a plan is wanted.
   * @throws {SyncError} `LOCKED` (retryable): another process has it; `LOG_DAMAGED`, `LOG_NEWER`, `CONFIG`, `DISK_FULL`.
   */
  openLog(command: string, options: OpenOptions, signal: AbortSignal): Promise<OwnedLog>;
  taskwarrior(facts: FactsCache): TaskwarriorSide;
  vikunja(parts: VikunjaParts): VikunjaSide;
  /** The base address of the server, as configured. @throws {SyncError} `CONFIG`: none is. */
  serverUrl(): string;
  readonly marks: EngineMarks;
  readonly here: EnginePlace;
  /** What reads and writes formatted text: 10 MB and 50 ms, so loaded when the first task has some. */
  loadMarkup(): Promise<Markup>;
  readonly asking: Asking;
  readonly tracer: Tracer;
}

export interface VikunjaParts {
  readonly facts: FactsCache;
  /** Reads in parallel. */
  readonly jobs: number;
  /** Whether the log has linked the Vikunja task of this id. */
  readonly isLinked: (id: string) => boolean;
}
