import type { Command } from "@/cli/command.ts";
import { commands } from "@/cli/commands.ts";
import { commonOptions, type Option, type Options } from "@/cli/option.ts";
import { padToWidth } from "@/cli/terminal/width.ts";

/** All commands with a line each. */
export async function overview(): Promise<readonly string[]> {
  const loaded = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => [name, (await load()).summary] as const),
  );
  return [
    "vikunja-sync keeps Taskwarrior and Vikunja the same, both ways.",
    "",
    "Usage: vikunja-sync COMMAND [OPTIONS]     from source: deno task COMMAND [OPTIONS]",
    "",
    ...inColumns(loaded),
    "",
    ...optionLines(commonOptions),
    "",
    "Exit codes: 0 done; 1 failed; 2 usage or configuration; 3 conflict or partial; 4 not found;",
    "75 try again later. See `vikunja-sync help COMMAND`.",
  ];
}

export function commandHelp(name: string, command: Command): readonly string[] {
  const usage = ["vikunja-sync", name, command.usage, "[OPTIONS]"].filter((word) => word !== "");
  const details = command.details === undefined ? [] : ["", ...command.details];
  const own = Object.keys(command.options).length === 0
    ? []
    : ["", ...optionLines(command.options)];
  return [
    command.summary + ".",
    "",
    `Usage: ${usage.join(" ")}`,
    ...details,
    ...own,
    "",
    ...optionLines(commonOptions),
  ];
}

function optionLines(options: Options): readonly string[] {
  return inColumns(
    Object.entries(options).map(([name, option]) => [optionText(name, option), option.summary]),
  );
}

function optionText(name: string, option: Option): string {
  const short = option.short === undefined ? "    " : `-${option.short}, `;
  switch (option.type) {
    case "flag":
      return `${short}--${name}`;
    case "text":
      return `${short}--${name} ${option.value}`;
    case "list":
      return `${short}--${name} ${option.value} …`;
  }
}

function inColumns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${padToWidth(left, width)}  ${right}`);
}
