import type { Io } from "@/ports/io.ts";
import type { LockedFiles } from "@/ports/locked_files.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { Config } from "@/config/config.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";
import type { TakingBack } from "@/ports/take_back.ts";
import type { RunLeased } from "@/ports/leased_command.ts";
import type { Backups } from "@/ports/backups.ts";
import type { Claims } from "@/ports/claims.ts";
import type { Retries, Serve } from "@/ports/daemon.ts";
import type { Leaving } from "@/ports/leaving.ts";
import type { Notices } from "@/ports/notices.ts";
import type { Inbox } from "@/ports/inbox.ts";
import type { History } from "@/ports/history.ts";
import type { Held, Inspect, Repair, Sync } from "@/ports/operations.ts";
import type { ListStand } from "@/ports/list_store.ts";
import type { LogCare } from "@/ports/log_care.ts";
import type { PageLinks } from "@/ports/page.ts";
import type { SelfInstall } from "@/ports/self_install.ts";
import type { Doctor, Installation, Setup } from "@/ports/setup.ts";

/** What commands do. Each is loaded and opened when it is first asked for, so that help opens nothing. */
export interface Deps extends AsyncDisposable {
  sync(): Promise<Sync>;
  /**
   * Looks at what the on-exit hook left; how many wake-ups that were.
   * `told`: the words Taskwarrior gives an on-exit hook, where it is one itself.
   */
  hook(told: readonly string[], signal: AbortSignal): Promise<number>;
  /** Keeps what kept a run from beginning, for `status`. */
  noteFailure(error: SyncError): Promise<void>;
  /** `from`: `log`, without asking a daemon that may run. */
  inspect(from?: "daemon" | "log"): Promise<Inspect>;
  repair(): Promise<Repair>;
  held(): Promise<Held>;
  inbox(): Promise<Inbox>;
  retries(): Promise<Retries>;
  /** `reread`: the configuration as it is then. */
  serve(reread: () => Promise<Config>): Promise<Serve>;
  page(): Promise<PageLinks>;
  installation(): Promise<Installation>;
  notices(): Promise<Notices>;
  doctor(): Promise<Doctor>;
  /** What an earlier version put into place or started, each with the command that renews it; once a version. */
  renewals(signal: AbortSignal): Promise<readonly string[]>;
  leaving(): Promise<Leaving>;
  backups(): Promise<Backups>;
  /** ISO instant of the newest backup, by its name; `null`: there is none. */
  lastBackupAt(): Promise<string | null>;
  /** `null`: the log is in no database. */
  listStand(): Promise<ListStand | null>;
  logCare(): Promise<LogCare>;
  selfInstall(): Promise<SelfInstall>;
  setup(): Promise<Setup>;
  /** `command`: for those who wait for the log meanwhile. */
  claims(command: string, signal: AbortSignal): Promise<Claims>;
  edits(command: string): Promise<TaskEdits>;
  runLeased(): Promise<RunLeased>;
  history(): Promise<History>;
  /** `command`: for those who wait for the log meanwhile. */
  takingBack(command: string): Promise<TakingBack>;
  /** Name of this agent for claims; `name`: as given, `null` for that of the environment. */
  agentId(name: string | null, withPid: boolean): Promise<string>;
}

export type CreateDeps = (config: Config, io: Io) => Deps;

export interface SandboxOptions {
  /** `HOST:PORT`; port 0: a free one. */
  readonly listen: string;
  readonly seed: "demo" | "empty";
  /** File that keeps the data; `null`: in memory. */
  readonly data: string | null;
  /** Answers 500 to writes that overlap, as the real server does on SQLite. */
  readonly overlap500: boolean;
  /** Which server it behaves like. */
  readonly as: "2.5" | "2.4" | "2.3" | "1.1";
}

/** Runs until the signal; prints its URL as the first line when it accepts connections. */
export type RunSandbox = (
  options: SandboxOptions,
  print: (line: string) => void,
  signal: AbortSignal,
) => Promise<void>;

/** Locks and JSON files for scripts; loaded when they are asked for. */
export type LoadLockedFiles = (warn: (line: string) => void) => Promise<LockedFiles>;
