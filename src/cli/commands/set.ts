import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import {
  assignments,
  asTaskTakesThem,
  priorityDetails,
  writableFields,
} from "@/cli/commands/assignments.ts";
import { lockFlags } from "@/cli/commands/claim_options.ts";
import { conditionsOf, editDetails, editOptions, showEdited } from "@/cli/commands/edit_options.ts";

export const setCommand = defineCommand({
  summary: "Change a task on both sides",
  usage: "TASK FIELD=VALUE…",
  maxPositionals: 100,
  options: editOptions,
  details: [
    ...writableFields(),
    ...priorityDetails,
    asTaskTakesThem,
    "FIELD= without a value empties it.",
    ...editDetails,
  ],
  async run({ options, positionals: [task, ...given] }, { open, output, signal }) {
    if (task === undefined) throw usageError("TASK is missing", "set");
    if (given.length === 0) throw usageError("FIELD=VALUE is missing", "set");
    const conditions = conditionsOf(options, "set");
    const changes = assignments(given, "set");
    const flags = lockFlags(options["lock-timeout"]);
    await using opened = await open({ needsServer: true, flags, yes: options.yes });
    const edited = await (await opened.deps.edits("set")).edit(
      { task, changes, ...conditions },
      signal,
    );
    return showEdited(edited, "is changed", output);
  },
});
