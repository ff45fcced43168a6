import { durationForm, parseDuration } from "@/config/duration.ts";
import { usageError } from "@/cli/arguments.ts";
import type { Options } from "@/cli/option.ts";
import type { LockingOptions } from "@/ports/locked_files.ts";

/** Of commands that take a lock on a file the caller names. */
export const lockingOptions = {
  timeout: {
    type: "text",
    value: "TIME",
    summary: "How long to wait for the lock; 0: one try (10s)",
  },
  strategy: {
    type: "text",
    value: "flock|exclusive-file",
    choices: ["flock", "exclusive-file"],
    summary: "How to lock: by the kernel, or by the lock file being there (flock)",
  },
} as const satisfies Options;

const defaultTimeoutMs = 10_000;

/** @throws {SyncError} `USAGE` */
export function lockingOf(
  { timeout, strategy }: { readonly timeout: string | null; readonly strategy: string | null },
  name: string,
): LockingOptions {
  const timeoutMs = timeout === null ? defaultTimeoutMs : parseDuration(timeout);
  if (timeoutMs === null) throw usageError(`--timeout must be ${durationForm}`, name);
  return { timeoutMs, strategy: strategy === "exclusive-file" ? strategy : "flock" };
}
