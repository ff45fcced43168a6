import { usageError } from "@/cli/arguments.ts";
import { allFields, fields } from "@/domain/fields.ts";
import { defineCommand } from "@/cli/command.ts";
import { lockFlags } from "@/cli/commands/claim_options.ts";
import { conditionsOf, editDetails, editOptions, showEdited } from "@/cli/commands/edit_options.ts";

/** In lines; what takes the same says so once. */
function writableFields(): readonly string[] {
  const written = allFields.flatMap((field) => fields[field].written ?? []);
  const words = written.flatMap(({ as, example }, at) => {
    const isSaid = example === "" || written[at + 1]?.example === example;
    const end = at === written.length - 1 ? "." : ",";
    return isSaid ? [`${as}${end}`] : [as, ...`(${example})${end}`.split(" ")];
  });
  return wrapped(words, 88);
}

function wrapped(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

export const setCommand = defineCommand({
  summary: "Change a task on both sides",
  usage: "TASK FIELD=VALUE…",
  maxPositionals: 100,
  options: editOptions,
  details: [
    ...writableFields(),
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
