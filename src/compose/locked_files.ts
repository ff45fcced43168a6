import { createFileLocks } from "@/adapters/locks/file_locks.ts";
import { runCommandLine } from "@/adapters/system/command_line.ts";
import { readText } from "@/adapters/system/standard_input.ts";
import { createLockedFiles } from "@/app/locked_files.ts";
import type { LockedFiles } from "@/ports/locked_files.ts";

/**
 * @param stateDir where locks are that no working copy has a place for; `null`: the user's own.
 * @param warn hears what a command could not be run for.
 */
export function composeLockedFiles(
  stateDir: string | null,
  warn: (line: string) => void,
): LockedFiles {
  return createLockedFiles({ locks: createFileLocks(stateDir), runCommandLine, readText, warn });
}
