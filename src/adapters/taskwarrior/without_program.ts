import { SyncError } from "@/domain/errors.ts";
import { join } from "@/ports/paths.ts";
import type { Installation } from "@/adapters/taskwarrior/program/installation.ts";
import type { TaskProgram } from "@/adapters/taskwarrior/program/program.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import type { SyncedData } from "@/adapters/taskwarrior/synced/synced_data.ts";
import { type KeptIn, ownTypes } from "@/adapters/taskwarrior/program/udas.ts";

/** What stands for the program and its configuration where there is none: its data are those of the sync server. */
export function installationWithout(
  synced: SyncedData,
  settings: KeptIn,
): (signal: AbortSignal) => Promise<Installation> {
  return () => {
    const dataFolder = synced.folder();
    return Promise.resolve({
      version: `3, by ${synced.name}`,
      line: "3",
      dataFolder,
      hooksFolder: join(dataFolder, "hooks"),
      hooksOn: false,
      udas: ownTypes(settings),
      neutral: [],
    });
  };
}

/** Refuses what only `task` can tell. */
const noProgram: TaskProgram = {
  path: "task",
  run: () => Promise.reject(needsProgram("This")),
};

/** The data are those of the replica alone, by the connection that it keeps. */
export function withoutProgram(
  ports: TaskwarriorPorts,
  { database }: SyncedData,
): TaskwarriorPorts {
  return { ...ports, program: noProgram, database: () => database };
}

/** `what` begins the sentence. */
export function needsProgram(what: string): SyncError {
  return new SyncError(
    "CONFIG",
    `${what} needs the program \`task\`, which \`taskwarrior = "sync"\` does without`,
    { hint: 'Do it where `task` is, or set `taskwarrior = "program"`.' },
  );
}
