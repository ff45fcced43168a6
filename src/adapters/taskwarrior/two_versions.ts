import { join } from "@/ports/paths.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Installation } from "@/adapters/taskwarrior/program/installation.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import type { TaskDatabase } from "@/adapters/taskwarrior/v3/task_database.ts";

/** What is wrong where the data of both versions are in one folder; `null`: nothing. */
interface TwoVersions {
  readonly what: string;
  readonly mend: string;
  /** True where the program sees nothing of what is there. */
  readonly isBlind: boolean;
}

type DataPorts = Pick<TaskwarriorPorts, "files" | "database">;

/** After an upgrade with `task import-v2` the old files stay, which is as it should be. */
export function twoVersions(
  { files, database }: DataPorts,
  { line, version, dataFolder }: Pick<Installation, "line" | "version" | "dataFolder">,
): TwoVersions | null {
  const is2 = (files.stat(join(dataFolder, "pending.data"))?.size ?? 0) > 0;
  const count = tasksIn(database(dataFolder));
  if (line === "2" && count > 0) {
    return {
      what:
        `${dataFolder} holds tasks of Taskwarrior 3 as well (${count}), and the program that is used, ` +
        `${version}, does not see them`,
      mend:
        "name the new program (`task = …` in the configuration, or VIKUNJA_SYNC_TASK); where 3 was only " +
        "tried, move taskchampion.sqlite3 out of the folder",
      isBlind: false,
    };
  }
  if (line === "3" && count === 0 && is2) {
    return {
      what: `${dataFolder} holds the tasks of Taskwarrior 2, which ${version} has not taken over`,
      mend:
        "run `task import-v2`; where they are not wanted any more, move pending.data out of the folder",
      isBlind: true,
    };
  }
  return null;
}

/** @throws {SyncError} `CONFIG`: a sync would take the list for empty. */
export function sayTwoVersions(
  ports: DataPorts,
  installation: Installation,
  warn: (warning: string) => void,
): void {
  const found = twoVersions(ports, installation);
  if (found === null) return;
  if (found.isBlind) {
    throw new SyncError("CONFIG", `Cannot sync: ${found.what}`, { hint: found.mend });
  }
  warn(`${found.what}: ${found.mend}`);
}

function tasksIn(database: TaskDatabase): number {
  if (database.identity() === null) return 0;
  return database.read((stored) => stored.isMade() ? stored.count() : 0);
}
