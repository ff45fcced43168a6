import { SyncError } from "@/domain/errors.ts";
import { runPatiently } from "@/adapters/taskwarrior/program/export.ts";
import {
  decode,
  quietly,
  saidBy,
  type TaskProgram,
} from "@/adapters/taskwarrior/program/program.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface TakenOptions {
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
}

/**
 * UUIDs of the tasks that a filter takes, whatever their status. The command comes first: no word of the filter is
 * taken for one then.
 * @throws {SyncError} `CONFIG`: Taskwarrior does not understand it.
 */
export async function takenBy(
  program: TaskProgram,
  words: readonly string[],
  options: TakenOptions,
): Promise<ReadonlySet<string>> {
  const args = [...quietly, "rc.hooks=off", "_uuids", ...words];
  const run = await runPatiently(program, args, options);
  if (run.code !== 0) {
    throw new SyncError(
      "CONFIG",
      `Cannot select: Taskwarrior does not understand the filter \`${words.join(" ")}\`: ${
        saidBy(run)
      }`,
      { hint: "Mend `taskwarrior` under `[selection]` in the configuration file." },
    );
  }
  const uuids = decode(run.stdout).split(/\s+/).filter((word) => word !== "");
  return new Set(uuids);
}
