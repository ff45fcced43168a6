import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import type { ToldTask } from "@/ports/told_task.ts";

export const listCommand = defineCommand({
  summary: "List open tasks as the log has them, those that are due first in front",
  usage: "",
  maxPositionals: 0,
  options: {
    project: { type: "text", value: "NAME", summary: "Of this project, and those below it" },
    label: { type: "text", value: "LABEL", summary: "With this label" },
    all: { type: "flag", summary: "Finished ones, too" },
  },
  details: ["What was changed since the last sync is not in it: run `sync`, or let `serve` run."],
  async run({ options: { project, label, all } }, { open, output, signal }) {
    await using opened = await open({ needsServer: false });
    const told = await (await opened.deps.inspect("log")).tasks(signal);
    const tasks = told.filter((each) =>
      (all || !each.done) &&
      (project === null || `${each.project}.`.startsWith(`${project}.`)) &&
      (label === null || each.labels.includes(label))
    );
    output.result({ tasks }, () => tasks.length === 0 ? ["no task"] : tasks.map(lineOf));
    return ExitCode.ok;
  },
});

function lineOf({ task, title, project, labels, due, done, claim }: ToldTask): string {
  return [
    task.slice(0, 8),
    due?.slice(0, 10) ?? "          ",
    title,
    ...(project === "" ? [] : [`(${project})`]),
    ...labels.map((label) => `+${label}`),
    ...(done ? ["done"] : []),
    ...(claim === null ? [] : [`claimed by ${claim.agent}`]),
  ].join("  ");
}
