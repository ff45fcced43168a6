import { ofProfile, type Profile, profileIn } from "@/domain/profile.ts";
import type { EngineMark, EngineMarks, EnginePlace } from "@/ports/engine_mark.ts";
import type { MemoryProcess } from "@/adapters/memory/process.ts";

/** Marks by data folder; they go with the data, also where those are put back from a backup. */
type MarkedFolders = Pick<Map<string, EngineMark>, "get" | "set" | "entries">;

interface MemoryMarksOptions {
  readonly folders: MarkedFolders;
  /** Without: the usual one. */
  readonly profile?: Profile;
  readonly here: EnginePlace;
  /** Whether there is a log in this state folder of this machine. */
  readonly hasLog: (stateDir: string) => boolean;
}

export function createMemoryEngineMarks(
  process: MemoryProcess,
  { folders, here, hasLog, profile = null }: MemoryMarksOptions,
): EngineMarks {
  const nameIn = (folder: string) => ofProfile(folder, profile);
  return {
    read: (folder) => folders.get(nameIn(folder)) ?? null,
    others: (folder) =>
      [...folders.entries()].flatMap(([name, mark]) => {
        const its = profileIn(name, folder);
        return its === undefined || its === profile ? [] : [{ profile: its, mark }];
      }),
    write: (folder, mark) =>
      process.write("engine mark", () => void folders.set(nameIn(folder), mark)),
    isThere: ({ machine, stateDir }) => machine !== here.machine || hasLog(stateDir),
  };
}
