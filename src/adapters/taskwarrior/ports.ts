import type { TaskProgram } from "@/adapters/taskwarrior/program/program.ts";
import type { TaskDatabase } from "@/adapters/taskwarrior/v3/task_database.ts";
import type { TaskFiles } from "@/adapters/taskwarrior/stored/task_files.ts";

/** What a Taskwarrior is made of, as far as this program touches it. */
export interface TaskwarriorPorts {
  readonly program: TaskProgram;
  readonly files: TaskFiles;
  /** Of 3, in a data folder. */
  database(folder: string): TaskDatabase;
}
