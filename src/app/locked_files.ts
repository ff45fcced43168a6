import { changed, valueAt } from "@/app/json_change.ts";
import { SyncError } from "@/domain/errors.ts";
import type { RunCommandLine } from "@/ports/command_line.ts";
import type { FileLocks, HeldLock } from "@/ports/file_locks.ts";
import type { LockedFiles, LockedRun } from "@/ports/locked_files.ts";

interface LockedFilesDeps {
  readonly locks: FileLocks;
  readonly runCommandLine: RunCommandLine;
  /** Text of a file; `-`: of stdin. @throws {SyncError} `USAGE`. */
  readonly readText: (file: string) => Promise<string>;
  /** Hears what a command could not be run for. */
  readonly warn: (line: string) => void;
}

export function createLockedFiles(
  { locks, runCommandLine, readText, warn }: LockedFilesDeps,
): LockedFiles {
  return {
    run(run, signal) {
      const work = () => runCommandLine(run, signal, warn);
      const held = run.git ? locks.withGit : locks.withFile;
      return held(run.file, lockOf(run), work, signal);
    },
    status: locks.status,
    async get(file, pointer, options, signal) {
      const value = valueAt(await locks.readJson(file, options, signal), pointer);
      if (value !== undefined) return value;
      throw new SyncError("NOT_FOUND", `Cannot find ${pointer} in ${file}`);
    },
    change: (file, change, options, signal) =>
      locks.updateJson(file, (before) => changed(before, change), options, signal),
    readText,
  };
}

function lockOf({ strategy, timeoutMs, shared, command, args }: LockedRun): HeldLock {
  return { strategy, timeoutMs, shared, holder: [command, ...args].join(" ") };
}
