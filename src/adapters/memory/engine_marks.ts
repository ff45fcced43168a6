import type { EngineMark, EngineMarks, EnginePlace } from "@/ports/engine_mark.ts";
import type { MemoryProcess } from "@/adapters/memory/process.ts";

/** Marks by data folder; they go with the data, also where those are put back from a backup. */
type MarkedFolders = Pick<Map<string, EngineMark>, "get" | "set">;

interface MemoryMarksOptions {
  readonly folders: MarkedFolders;
  readonly here: EnginePlace;
  /** Whether there is a log in this state folder of this machine. */
  readonly hasLog: (stateDir: string) => boolean;
}

export function createMemoryEngineMarks(
  process: MemoryProcess,
  { folders, here, hasLog }: MemoryMarksOptions,
): EngineMarks {
  return {
    read: (folder) => folders.get(folder) ?? null,
    others: () => [],
    write: (folder, mark) => process.write("engine mark", () => void folders.set(folder, mark)),
    isThere: ({ machine, stateDir }) => machine !== here.machine || hasLog(stateDir),
  };
}
