import type { Command } from "@/cli/command.ts";
import { commands } from "@/cli/commands.ts";
import { commonOptions, type Option, type Options } from "@/cli/option.ts";

interface ManPage {
  /** As `man` looks for it: `vikunja-sync-sync.1`. */
  readonly file: string;
  readonly text: string;
}

/** One page for all, and one a command, from the same descriptions as the help. */
export async function manPages(version: string): Promise<readonly ManPage[]> {
  const loaded = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => [name, await load()] as const),
  );
  return [
    { file: "vikunja-sync.1", text: overview(loaded, version) },
    ...loaded.map(([name, command]) => ({
      file: `vikunja-sync-${name}.1`,
      text: pageOf(name, command, version),
    })),
  ];
}

type Named = readonly (readonly [name: string, command: Command])[];

function overview(all: Named, version: string): string {
  return page("VIKUNJA-SYNC", version, [
    ["NAME", ["vikunja-sync \\- keeps Taskwarrior and Vikunja the same, both ways"]],
    ["SYNOPSIS", [".B vikunja-sync", ".I COMMAND", "[\\fIOPTIONS\\fR]"]],
    ["COMMANDS", all.flatMap(([name, { summary }]) => entry(`\\fB${escaped(name)}\\fR`, summary))],
    ["OPTIONS", optionEntries(commonOptions)],
    ["EXIT STATUS", exitCodes],
    ["FILES", [
      ...entry("\\fI~/.config/vikunja\\-sync/config.toml\\fR", "Settings"),
      ...entry("\\fI~/.local/state/vikunja\\-sync/\\fR", "The log, and what belongs to it"),
    ]],
    ["SEE ALSO", [all.map(([name]) => `\\fBvikunja\\-sync\\-${escaped(name)}\\fR(1)`).join(", ")]],
  ]);
}

function pageOf(name: string, command: Command, version: string): string {
  const usage = command.usage === "" ? [] : [escaped(command.usage)];
  return page(`VIKUNJA-SYNC-${name.toUpperCase()}`, version, [
    ["NAME", [`vikunja\\-sync\\-${escaped(name)} \\- ${escaped(command.summary)}`]],
    ["SYNOPSIS", [`.B vikunja\\-sync ${escaped(name)}`, ...usage, "[\\fIOPTIONS\\fR]"]],
    ...command.details === undefined
      ? []
      : [["DESCRIPTION", [".nf", ...command.details.map(line), ".fi"]] as const],
    ["OPTIONS", optionEntries({ ...command.options, ...commonOptions })],
    ["EXIT STATUS", exitCodes],
    ["SEE ALSO", ["\\fBvikunja\\-sync\\fR(1)"]],
  ]);
}

const exitCodes: readonly string[] = [
  ["0", "Done"],
  ["1", "Failed"],
  ["2", "Usage or configuration"],
  ["3", "Conflict, or done in part"],
  ["4", "Not found"],
  ["75", "Try again later"],
].flatMap(([code = "", what = ""]) => entry(`\\fB${code}\\fR`, what));

type Section = readonly [title: string, lines: readonly string[]];

/** Without a date: the same version makes the same page. */
function page(title: string, version: string, sections: readonly Section[]): string {
  const head = `.TH ${title} 1 "" "vikunja\\-sync ${escaped(version)}" "vikunja\\-sync"`;
  const lines = sections.flatMap(([name, of]) => [`.SH ${name}`, ...of]);
  return `${[head, ...lines].join("\n")}\n`;
}

function optionEntries(options: Options): readonly string[] {
  return Object.entries<Option>(options).flatMap(([name, option]) => {
    const short = option.short === undefined ? "" : `\\fB\\-${option.short}\\fR, `;
    const value = option.type === "flag" ? "" : ` \\fI${escaped(option.value)}\\fR`;
    return entry(`${short}\\fB\\-\\-${escaped(name)}\\fR${value}`, option.summary);
  });
}

function entry(term: string, text: string): readonly string[] {
  return [".TP", term, line(text)];
}

/** A dot or a quote at the beginning would be a request. */
function line(text: string): string {
  return /^[.']/.test(text) ? `\\&${escaped(text)}` : escaped(text);
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\e").replaceAll("-", "\\-");
}
