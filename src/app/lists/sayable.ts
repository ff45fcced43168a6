import type { ErrorCode } from "@/domain/errors.ts";

/** What is said with these is about places, servers and settings. */
const withoutTasks: ReadonlySet<string> = new Set<ErrorCode>([
  "CONFIG",
  "AUTH",
  "SERVER_UNAVAILABLE",
  "SERVER_TOO_OLD",
  "SYNC_SERVER",
  "SYNC_SERVER_UNAVAILABLE",
  "LOCKED",
  "LOCK_UNAVAILABLE",
  "LOG_DAMAGED",
  "LOG_NEWER",
  "STORE_UNAVAILABLE",
  "DISK_FULL",
  "QUOTA",
]);

interface Trouble {
  readonly code: string;
  readonly message: string | null;
}

/** An error as somebody may see it whom the tasks of a list do not concern. */
export function troubleOf(
  { code, message }: { readonly code: string; readonly message: string },
): Trouble {
  return { code, message: withoutTasks.has(code) ? message : null };
}

export function troubleText({ code, message }: Trouble): string {
  return message === null ? code : `${message} (${code})`;
}
