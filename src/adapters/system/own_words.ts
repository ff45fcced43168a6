import { thisProcess } from "@system/this_process.ts";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { ownCommand } from "@/adapters/system/own_command.ts";

/** Words that start a command of this program from anywhere. */
export function wordsOf(command: string, tasks: Readonly<Record<string, string>>) {
  return ownCommand(command, tasks, cloneFolder());
}

/** The root of the sources, also where a bundle of them runs: that lies elsewhere, and was started from there. */
function cloneFolder(): string {
  const isSource = import.meta.url.endsWith(".ts");
  const src = isSource ? dirname(dirname(dirname(fileURLToPath(import.meta.url)))) : null;
  return dirname(src ?? dirname(dirname(thisProcess.words()[1] ?? "")));
}
