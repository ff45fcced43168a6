import type { TaskProgram } from "@/adapters/taskwarrior/program.ts";
import type { TaskDatabase } from "@/adapters/taskwarrior/task_database.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/task_files.ts";

/** What a Taskwarrior is made of, as far as this program touches it. */
export interface TaskwarriorPorts {
  readonly program: TaskProgram;
  readonly files: TaskFiles;
  /** Of 3, in a data folder. */
  database(folder: string): TaskDatabase;
}
