import { createFileLocks } from "@/adapters/locks/file_locks.ts";
import { runCommandLine } from "@/adapters/system/command_line.ts";
import { readText } from "@/adapters/system/standard_input.ts";
import { createLockedFiles } from "@/app/locked_files.ts";
import type { Io } from "@/ports/io.ts";

/** `stateDir`: where locks are that no working copy has a place for; `null`: the user's own. */
export function composeLockedFiles(stateDir: string | null, warn: Io["warn"]) {
  return createLockedFiles({ locks: createFileLocks(stateDir), runCommandLine, readText, warn });
}
