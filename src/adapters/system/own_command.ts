import { thisProcess } from "@system/this_process.ts";

/** The tasks of `deno.json` by name, as they start this program from source. */
type Tasks = Readonly<Record<string, string>>;

/**
 * The words that start a command of this program from anywhere: the binary itself, or Deno with the
 * permissions that `deno.json` gives the task of that name; `clone`: the folder that it lies in.
 */
export function ownCommand(command: string, tasks: Tasks, clone: string): readonly string[] {
  const program = thisProcess.programPath();
  const [deno, ...words] = (tasks[command] ?? "").split(" ");
  if (!isFromSource() || deno !== "deno") return [program, command];
  return [program, ...words.map((word) => word.endsWith(".ts") ? `${clone}/${word}` : word)];
}

/** Whether Deno runs this program, and not a binary of its own. Asked at each start: `node:process` takes 20 ms to load. */
export function isFromSource(): boolean {
  return /[/\\]deno(\.exe)?$/.test(thisProcess.programPath());
}
