import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import { markedFile } from "@/adapters/taskwarrior/stored/marked_file.ts";

/**
 * UUID of the task that `task` shows with this ID now; `null`: there is none. 2.6 counts the lines of its
 * pending tasks, 3 keeps its numbers in a table; both give others only where a report cleans up.
 */
export function uuidOfNumber(
  { files, database }: Pick<TaskwarriorPorts, "files" | "database">,
  { folder, line }: { readonly folder: string; readonly line: "2" | "3" },
  number: number,
): string | null {
  return line === "3"
    ? database(folder).read((stored) => stored.numbered(number))
    : numberedIn2(markedFile(files, `${folder}/pending.data`).allText(), number);
}

function numberedIn2(pending: string, number: number): string | null {
  const lines = pending.split("\n");
  const line = lines.filter((each) => each !== "")[number - 1] ?? "";
  return /(?:^\[|\s)uuid:"([0-9a-f-]{36})"/.exec(line)?.[1] ?? null;
}
