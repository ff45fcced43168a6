import type { ClockOffset } from "@/domain/span.ts";
import type { Webhooks } from "@/ports/webhooks.ts";

/** What a token must allow for one thing that this program does. */
export interface Permission {
  readonly group: string;
  readonly action: string;
  /** `boards`: kanban cards, where they are synced. */
  readonly use: "sync" | "webhooks" | "claims" | "boards";
}

export interface PermissionCheck {
  /** False: revoked, expired or mistyped; then nothing is known of its permissions. */
  readonly tokenWorks: boolean;
  readonly missing: readonly Permission[];
}

interface ServerSeen {
  readonly version: string;
  /** Some changes take more requests than with newer ones. */
  readonly isOld: boolean;
  /** All that a token of it must allow. */
  readonly needed: readonly Permission[];
}

/** A server and an account on it, asked one thing at a time. Errors are `SyncError`. */
export interface Account extends Disposable {
  /** To be called first. @throws {SyncError} `SERVER_ANSWER`: it is no Vikunja; `SERVER_TOO_OLD`. */
  server(signal: AbortSignal): Promise<ServerSeen>;
  /** Tries each permission; changes nothing there. */
  permissions(signal: AbortSignal): Promise<PermissionCheck>;
  /** All that the account sees, as JSON texts: each project, then each task with its comments. */
  everything(signal: AbortSignal): Promise<{
    readonly projects: readonly string[];
    readonly tasks: readonly string[];
  }>;
  /** Server minus this machine, by its answers until now; `null`: it does not tell its time. */
  clockOffset(): ClockOffset | null;
  readonly webhooks: Webhooks;
  /** The id of a new task of that title. */
  makeTask(project: number, title: string, signal: AbortSignal): Promise<number>;
  hasTask(id: number, signal: AbortSignal): Promise<boolean>;
  removeTask(id: number, signal: AbortSignal): Promise<void>;
}

/** `token` is asked for when it is first needed. */
export type OpenAccount = (url: string, token: () => Promise<string>) => Account;
