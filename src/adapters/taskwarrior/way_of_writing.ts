import { createDirectWriter3, type DirectWriter3Deps } from "@/adapters/taskwarrior/v3/direct_3.ts";
import { createDirectWriter2 } from "@/adapters/taskwarrior/v2/direct_writer_2.ts";
import type { DirectWriter } from "@/adapters/taskwarrior/common/direct_writer.ts";
import type { Keeper } from "@/adapters/taskwarrior/v2/keeper_2.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import type { Installation } from "@/adapters/taskwarrior/program/installation.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";
import { isOwnHook } from "@/mapping/taskwarrior/own_hook.ts";
import { typesOf } from "@/adapters/taskwarrior/stored/stored_task.ts";

/** `auto`: straight into the data, but by `task import` where hooks of the user's must run. */
export type WayOfWriting = "auto" | "direct" | "import";

interface WriterDeps extends Omit<DirectWriter3Deps, "database"> {
  readonly ports: TaskwarriorPorts;
  readonly warn: (warning: string) => void;
  /** Of 2.6. */
  readonly keeper: Keeper | null;
}

/** `null`: `task import` writes. */
export function chooseWriter(
  way: WayOfWriting,
  installation: Installation,
  deps: WriterDeps,
): DirectWriter | null {
  switch (way) {
    case "import":
      return null;
    case "auto":
      return runsHooks(installation, deps.ports.files) ? null : writerFor(installation, deps);
    case "direct":
      return writerFor(installation, deps);
  }
}

function writerFor(
  { line, dataFolder, udas }: Installation,
  deps: WriterDeps,
): DirectWriter | null {
  switch (line) {
    case "2":
      return createDirectWriter2({
        ...deps,
        files: deps.ports.files,
        folder: dataFolder,
        typeOf: typesOf(udas),
      }, deps.keeper);
    case "3":
      return createDirectWriter3({ ...deps, database: deps.ports.database(dataFolder) });
  }
}

/** Whether an import runs hooks of the user's that a direct write does not. */
function runsHooks({ hooksOn, hooksFolder }: Installation, files: TaskFiles): boolean {
  return hooksOn &&
    files.executablesIn(hooksFolder).some((name) =>
      // Ours has nothing to hear of what we write.
      /^on-(add|modify|launch|exit)/.test(name) && !isOwnHook(name)
    );
}
