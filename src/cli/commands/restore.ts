import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { takeBack, takeBackOptions } from "@/cli/commands/take_back.ts";
import { atOption, pointDetails, pointOf } from "@/cli/points.ts";

export const restoreCommand = defineCommand({
  summary: "Have tasks again as they were at some time, on both sides",
  usage: "--at WHEN [TASK…]",
  maxPositionals: 1_000,
  options: {
    ...takeBackOptions,
    at: atOption,
    project: { type: "text", value: "NAME", summary: "Of this project, and those below it" },
    exact: { type: "flag", summary: "What was made since goes" },
    many: { type: "flag", summary: "Also more than 10 tasks that are more than 20 % of all" },
  },
  details: [
    ...pointDetails,
    "By edits that are made now: what somebody edits after the plan was made stays. Deleted tasks are made",
    "again, in Vikunja under new numbers; what was made since stays, but with --exact. Claims are not restored.",
    "`undo` takes a restore back.",
  ],
  async run({ options, positionals: tasks }, context) {
    const at = pointOf(options.at, "restore", context.output.page.now);
    if (at === null) throw usageError("--at WHEN is missing", "restore");
    const { project, exact, many } = options;
    const target = { kind: "restore", at, tasks, project, exact } as const;
    return await takeBack(target, { ...options, many }, context);
  },
});
