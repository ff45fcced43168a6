import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { lockFlags } from "@/cli/commands/claim_options.ts";
import { conditionsOf, editDetails, editOptions, showEdited } from "@/cli/commands/edit_options.ts";

export const doneCommand = defineCommand({
  summary: "Complete a task on both sides",
  usage: "TASK",
  maxPositionals: 1,
  options: editOptions,
  details: editDetails,
  async run({ options, positionals: [task] }, { open, output, signal }) {
    if (task === undefined) throw usageError("TASK is missing", "done");
    const conditions = conditionsOf(options, "done");
    const flags = lockFlags(options["lock-timeout"]);
    await using opened = await open({ needsServer: true, flags, yes: options.yes });
    const edits = await opened.deps.edits("done");
    const edited = await edits.edit({ task, changes: { done: "true" }, ...conditions }, signal);
    return showEdited(edited, "is done", output);
  },
});
