import type { Runtime } from "@/ports/runtime.ts";
import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import { createTaskProgram } from "@/adapters/taskwarrior/program/program.ts";
import { systemDatabase } from "@/adapters/taskwarrior/v3/system_database.ts";
import { systemFiles } from "@/adapters/taskwarrior/stored/system_files.ts";

interface SystemTaskwarrior {
  /** Name or path of the `task` program. */
  readonly program: string;
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
  readonly runtime: Runtime;
}

/** The Taskwarrior of this machine. */
export function systemTaskwarrior({ program, env, runtime }: SystemTaskwarrior): TaskwarriorPorts {
  return {
    program: createTaskProgram(program, env, runtime),
    files: systemFiles,
    database: systemDatabase,
  };
}
