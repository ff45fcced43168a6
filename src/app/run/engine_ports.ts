import type { Markup } from "@/mapping/markup_functions.ts";
import type { ScratchTaskwarrior } from "@/app/run/filtered_sides.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { LeaseClock } from "@/ports/claims.ts";
import type { EngineMarks, EnginePlace } from "@/ports/engine_mark.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { Io } from "@/ports/io.ts";
import type { Log } from "@/ports/log.ts";
import type { LoggedTasks } from "@/ports/replica.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { TaskwarriorSide, VikunjaSide } from "@/ports/sides.ts";
import type { Tracer } from "@/ports/tracer.ts";

/** The log as far as a run is concerned. */
export type RunLog = Pick<Log, "store" | "history" | "reader" | "claims" | "snapshots" | "check">;

/** The log, owned by this process until it is disposed of. */
export interface OwnedLog extends AsyncDisposable {
  readonly log: RunLog;
  /** Resolves once another host may own it; without: none ever does. */
  readonly lost?: Promise<SyncError>;
  /** How often its list has changed hands; without: it is of one host alone. */
  readonly epoch?: number;
}

export interface OpenOptions {
  /** Nothing is written anywhere, the log included. */
  readonly planOnly: boolean;
  /** Work goes in small pieces, so that what comes meanwhile does not wait. */
  readonly inSmallPieces?: boolean;
  /** Tasks kept in memory while nothing goes on with them; without: all of a large list. */
  readonly idleActors?: number;
  /** Reads in parallel. */
  readonly jobs: number;
}

/** All of the world that a run touches: built by `compose`, simulated by tests. */
export interface EnginePorts {
  readonly runtime: Runtime;
  readonly leaseClock: LeaseClock;
  /**
   * Of a copy where only a plan is wanted.
   * @throws {SyncError} `LOCKED` (retryable): another process has it, or host; `LOG_DAMAGED`, `LOG_NEWER`, `CONFIG`,
   * `DISK_FULL`, `STORE_UNAVAILABLE`.
   */
  openLog(command: string, options: OpenOptions, signal: AbortSignal): Promise<OwnedLog>;
  taskwarrior(facts: FactsCache): Promise<TaskwarriorSide>;
  vikunja(parts: VikunjaParts): VikunjaSide;
  /** Without: no filter of Taskwarrior can be tried on tasks of Vikunja. */
  scratch?(signal: AbortSignal): Promise<ScratchTaskwarrior>;
  /** The base address of the server, as configured. @throws {SyncError} `CONFIG`: none is. */
  serverUrl(): string;
  readonly marks: EngineMarks;
  readonly here: EnginePlace;
  /** What reads and writes formatted text: 10 MB and 50 ms, so loaded when the first task has some. */
  loadMarkup(): Promise<Markup>;
  readonly asking: Pick<Io, "warn" | "confirm" | "saysYes">;
  readonly tracer: Tracer;
}

interface VikunjaParts {
  readonly facts: FactsCache;
  /** Reads in parallel. */
  readonly jobs: number;
  /** Of Vikunja. */
  readonly logged: LoggedTasks;
  /** Called before anything is written there. @throws {SyncError} `BINDING`: the server is not as it was. */
  readonly beforeWrite: (signal: AbortSignal) => Promise<void>;
}
