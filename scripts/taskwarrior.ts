import { join } from "node:path";
import { SyncError } from "@/domain/errors.ts";
import { type CachedProgram, provideCached } from "./taskwarrior/cached_program.ts";
import {
  type TaskProgram,
  taskProgramAt,
  taskProgramOnPath,
  type TaskwarriorLine,
} from "./taskwarrior/known_program.ts";
import { unpackProgram } from "./taskwarrior/unpacked_program.ts";

export type { TaskProgram, TaskwarriorLine };

/** Suites of Debian, then of Ubuntu, that carry the line. */
const suitesOf: Readonly<Record<TaskwarriorLine, readonly string[]>> = {
  "2.6": ["trixie", "bookworm", "noble"],
  "3": ["forky", "sid", "resolute"],
};

/**
 * A Taskwarrior of the line asked for, for the demo and the tests: one on PATH, else one unpacked
 * earlier, else its packages are fetched once by the system's apt, without root and without
 * installing anything. Says what it does on stderr. Throws `TASK_MISSING` with what to install.
 */
export async function provideTaskwarrior(line: TaskwarriorLine): Promise<TaskProgram> {
  return await taskProgramOnPath(line) ?? await provideCached(cached(line));
}

function cached(line: TaskwarriorLine): CachedProgram<TaskProgram> {
  return {
    wanted: {
      name: `Taskwarrior ${line}`,
      packages: [`taskwarrior=${line}.*`],
      suites: suitesOf[line],
      hint:
        `Install Taskwarrior ${line}.x (package \`task\` or \`taskwarrior\`; every \`task\` on PATH is ` +
        "looked at, so both versions can be there), or let it be fetched once over the network.",
    },
    cacheName: `taskwarrior-${line}-${Deno.build.arch}`,
    size: "about 20 MB",
    unpack: unpackProgram,
    find: (folder) => taskProgramAt(join(folder, "task"), line),
  };
}

if (import.meta.main) {
  const lines: readonly TaskwarriorLine[] = ["2.6", "3"];
  try {
    for (const program of await Promise.all(lines.map(provideTaskwarrior))) {
      console.log(`${program.version} ${program.path}`);
    }
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    console.error([error.message, error.hint].filter((text) => text !== null).join("\n"));
    Deno.exitCode = 1;
  }
}
