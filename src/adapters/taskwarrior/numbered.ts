import { readFileSync } from "node:fs";
import { readDatabase } from "@/adapters/taskwarrior/database_3.ts";

/**
 * UUID of the task that `task` shows with this ID now; `null`: there is none. 2.6 counts the lines of its
 * pending tasks, 3 keeps its numbers in a table; both give others only where a report cleans up.
 */
export function uuidOfNumber(folder: string, line: "2" | "3", number: number): string | null {
  return line === "3" ? numberedIn3(folder, number) : numberedIn2(folder, number);
}

function numberedIn2(folder: string, number: number): string | null {
  const lines = readFileSync(`${folder}/pending.data`, "utf8").split("\n");
  const line = lines.filter((each) => each !== "")[number - 1] ?? "";
  return /(?:^\[|\s)uuid:"([0-9a-f-]{36})"/.exec(line)?.[1] ?? null;
}

function numberedIn3(folder: string, number: number): string | null {
  return readDatabase(`${folder}/taskchampion.sqlite3`, (database) => {
    const row = database.prepare("SELECT uuid FROM working_set WHERE id = ?").get(number);
    return typeof row?.["uuid"] === "string" ? row["uuid"] : null;
  });
}
