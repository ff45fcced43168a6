import { defineCommand } from "@/cli/command.ts";
import { isAskedProject } from "@/domain/asked_project.ts";
import { atOption, pointDetails, pointOf } from "@/cli/points.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { type Column, tableLines, titleColumn } from "@/cli/terminal/table.ts";
import { day } from "@/words/when.ts";
import type { ToldTask } from "@/ports/told_task.ts";

export const listCommand = defineCommand({
  summary: "List open tasks as the log has them, those that are due first in front",
  usage: "",
  maxPositionals: 0,
  options: {
    project: { type: "text", value: "NAME", summary: "Of this project, and those below it" },
    label: { type: "text", value: "LABEL", summary: "With this label" },
    at: atOption,
    all: { type: "flag", summary: "Finished ones, too" },
  },
  details: [
    "What was changed since the last sync is not in it: run `sync`, or let `serve` run.",
    ...pointDetails,
  ],
  async run({ options: { project, label, all, at: when } }, { open, output, signal }) {
    const at = pointOf(when, "list", output.page.now);
    await using opened = await open({ needsServer: false });
    const told = at === null
      ? await (await opened.deps.inspect("log")).tasks(signal)
      : await (await opened.deps.history()).tasksAt(at, signal);
    const tasks = told.filter((each) =>
      (all || !each.done) &&
      (project === null || isAskedProject(each.project, project)) &&
      (label === null || each.labels.includes(label))
    );
    output.result(
      { tasks },
      ({ columns, now }) =>
        tasks.length === 0
          ? ["no task"]
          : tableLines(table, tasks.map((each) => rowOf(each, now)), columns),
    );
    return ExitCode.ok;
  },
});

const table: readonly Column[] = [
  { title: "task" },
  { title: "due" },
  titleColumn,
  { title: "project", maxWidth: 30, cut: 2 },
  { title: "labels", maxWidth: 30, cut: 3 },
  { title: "" },
];

function rowOf({ task, title, project, labels, due, done, claim }: ToldTask, now: Date) {
  return [
    task.slice(0, 8),
    due === null ? "" : day(due, now),
    title,
    project,
    labels.join(", "),
    done ? "done" : claim === null ? "" : "claimed",
  ];
}
