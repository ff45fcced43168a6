import { defineCommand } from "@/cli/command.ts";
import { nameOf } from "@/cli/commands/claim_text.ts";
import { diffLines } from "@/cli/commands/diff_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { atOption, pointDetails, pointIn } from "@/cli/points.ts";

export const diffCommand = defineCommand({
  summary: "Show what differs between two points in time, field by field",
  usage: "[TASK]",
  maxPositionals: 1,
  options: {
    at: { ...atOption, summary: "From then (@-1: before the last operation)" },
    to: { ...atOption, summary: "Until then (now)" },
    "no-pager": { type: "flag", summary: "Do not page on a terminal" },
  },
  details: [
    ...pointDetails,
    "Both sides are compared: one is named where it differs from the other. It reads the log only.",
  ],
  async run({ options, positionals: [name] }, { open, output, signal }) {
    const { now } = output.page;
    const at = pointIn(options.at ?? "@-1", { option: "--at", command: "diff", now });
    const to = pointIn(options.to ?? "now", { option: "--to", command: "diff", now });
    await using opened = await open({ needsServer: false });
    const history = await opened.deps.history();
    const diff = await history.diff({ task: name ?? null, at, to }, signal);
    const lines = () => [
      ...diff.tasks.flatMap((task) => [
        nameOf(task),
        ...diffLines(task, now).map((line) => `  ${line}`),
      ]),
      ...diff.tasks.length === 0 ? ["nothing differs"] : [],
      ...diff.isCut ? ["there are more: name a TASK, or a shorter time"] : [],
    ];
    if (options["no-pager"]) output.result(diff, lines);
    else await output.paged(diff, lines);
    return ExitCode.ok;
  },
});
