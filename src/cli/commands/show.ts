import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { nameOf } from "@/cli/commands/claim_text.ts";
import { fieldName, priorityText, valueText } from "@/words/field_text.ts";
import { atOption, pointDetails, pointOf } from "@/cli/points.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { day, when } from "@/words/when.ts";
import type { ToldTask } from "@/ports/told_task.ts";

export const showCommand = defineCommand({
  summary: "Show a task as the log has it, both sides together",
  usage: "TASK",
  maxPositionals: 1,
  options: { at: atOption },
  details: [
    "What was changed since the last sync is not in it: run `sync`, or let `serve` run.",
    ...pointDetails,
  ],
  async run({ options, positionals: [name] }, { open, output, signal }) {
    if (name === undefined) throw usageError("TASK is missing", "show");
    const at = pointOf(options.at, "show", output.page.now);
    await using opened = await open({ needsServer: false });
    const told = at === null
      ? await (await opened.deps.inspect("log")).show(name, signal)
      : await (await opened.deps.history()).taskAt(name, at, signal);
    output.result(told, ({ now }) => textOf(told, now));
    return ExitCode.ok;
  },
});

function textOf(told: ToldTask, now: Date): readonly string[] {
  const { claim, vikunjaId, notes, comments } = told;
  const named: readonly (readonly [string, string])[] = [
    ["vikunja", vikunjaId === null ? "" : `#${vikunjaId}`],
    ["done", told.done ? "yes" : ""],
    ["project", told.project],
    ["labels", told.labels.join(", ")],
    ["priority", priorityText(told)],
    ["due", told.due === null ? "" : day(told.due, now)],
    ["scheduled", told.scheduled === null ? "" : day(told.scheduled, now)],
    ["assignees", told.assignees.join(", ")],
    ["depends", told.depends.join(", ")],
    ...Object.entries(told.more ?? {}).map(([field, value]) =>
      [fieldName(field), valueText(field, value, now)] as const
    ),
    ["claimed", claim === null ? "" : `by ${claim.agent}, ${endOf(claim.until, now)}`],
  ];
  return [
    nameOf(told),
    ...named.flatMap(([name, value]) => value === "" ? [] : [`  ${name}: ${value}`]),
    ...titled("notes", notes === "" ? [] : [notes]),
    ...titled("comments", comments),
  ];
}

function endOf(until: string, now: Date): string {
  return `${Date.parse(until) < now.getTime() ? "ended" : "ends"} ${when(until, now)}`;
}

function titled(title: string, texts: readonly string[]): readonly string[] {
  if (texts.length === 0) return [];
  return [`  ${title}:`, ...texts.flatMap((text) => text.split("\n")).map((line) => `    ${line}`)];
}
