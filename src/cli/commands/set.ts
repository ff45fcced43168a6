import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { lockFlags } from "@/cli/commands/claim_options.ts";
import { conditionsOf, editDetails, editOptions, showEdited } from "@/cli/commands/edit_options.ts";

export const setCommand = defineCommand({
  summary: "Change a task on both sides",
  usage: "TASK FIELD=VALUE…",
  maxPositionals: 100,
  options: editOptions,
  details: [
    "title, notes, project (work.garden), priority (L, M, H or 0 to 5), due, scheduled",
    "(2026-11-21T05:00:00Z or a date), tags (+a,-b or all of them: a,b), done (true, false).",
    "FIELD= without a value empties it.",
    ...editDetails,
  ],
  async run({ options, positionals: [task, ...given] }, { open, output, signal }) {
    if (task === undefined) throw usageError("TASK is missing", "set");
    if (given.length === 0) throw usageError("FIELD=VALUE is missing", "set");
    const conditions = conditionsOf(options, "set");
    const changes = Object.fromEntries(given.map(assignment));
    const flags = lockFlags(options["lock-timeout"]);
    await using opened = await open({ needsServer: true, flags, yes: options.yes });
    const edited = await (await opened.deps.edits("set")).edit(
      { task, changes, ...conditions },
      signal,
    );
    return showEdited(edited, "is changed", output);
  },
});

function assignment(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw usageError(`"${text}" is not FIELD=VALUE`, "set");
}
