import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { asSyncError } from "@/domain/errors.ts";
import type { Daemon } from "@/ports/daemon.ts";
import type { FileLocks } from "@/ports/file_locks.ts";
import type { ListStand } from "@/ports/list_store.ts";
import type { OpenLog } from "@/ports/log.ts";
import type { Finding } from "@/ports/setup.ts";

export interface DoctorDeps extends SetupDeps {
  readonly openLog: OpenLog;
  /** `null`: the log is in no database. */
  readonly listStand: () => Promise<ListStand | null>;
  readonly lockStatus: FileLocks["status"];
  /** ISO instant of the newest backup; `null`: there is none. */
  readonly lastBackupAt: () => string | null;
}

/** What the checks learn from those before them. */
export interface Examined extends DoctorDeps {
  /** One of this version, answering; `null`: none. */
  daemon: Daemon | null;
  /** Whether the server answers and knows the token: without, the rest of it is not asked. */
  isServerUsable: boolean;
  isTaskwarriorUsable: boolean;
}

/** Looks at one thing; a rejection is a finding as well. */
export type Check = (examined: Examined, signal: AbortSignal) => Promise<readonly Finding[]>;

export function ok(check: string, says: string): Finding {
  return { check, state: "ok", says, mend: null };
}

export function wrong(check: string, says: string, mend: string): Finding {
  return { check, state: "wrong", says, mend };
}

export function note(check: string, says: string, mend: string | null = null): Finding {
  return { check, state: "note", says, mend };
}

export function skipped(check: string, why: string): Finding {
  return { check, state: "skipped", says: why, mend: null };
}

/** Every error says itself what to do. */
export function failed(check: string, thrown: unknown): Finding {
  const { code, message, hint } = asSyncError(thrown);
  const finding = { check, state: "wrong", says: message, mend: hint } as const;
  return code === "SERVER_TOO_OLD" ? { ...finding, isFatal: true } : finding;
}
