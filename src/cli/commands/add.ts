import { sideNames } from "@/domain/task.ts";
import { uuidForm } from "@/domain/uuid.ts";
import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import {
  assignments,
  asTaskTakesThem,
  priorityDetails,
  writableFields,
} from "@/cli/commands/assignments.ts";
import { lockFlags } from "@/cli/commands/claim_options.ts";
import { nameOf } from "@/cli/commands/claim_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions } from "@/cli/option.ts";
import type { Added } from "@/ports/task_edits.ts";

export const addCommand = defineCommand({
  summary: "Make a task in Taskwarrior, and bring it to Vikunja",
  usage: "TITLE [FIELD=VALUE…]",
  maxPositionals: 100,
  options: {
    uuid: {
      type: "text",
      value: "UUID",
      summary: "Its UUID; added again under the same one, it is not made twice",
    },
    ...lockOptions,
  },
  details: [
    "TITLE is one word to the shell: quote it.",
    ...writableFields(["title"]),
    ...priorityDetails,
    asTaskTakesThem,
    "What Vikunja does not take now waits, and goes by itself. A task that is not in",
    "the selection stays in Taskwarrior, which is said.",
    "Exit code 75 when a side could not be written yet, 3 when it would not take a",
    "part.",
  ],
  async run({ options, positionals: [title, ...given] }, { open, output, signal }) {
    if (title === undefined) throw usageError("TITLE is missing", "add");
    const changes = assignments(given, "add", "quote the title where it has several words");
    const uuid = uuidIn(options.uuid);
    const flags = lockFlags(options["lock-timeout"]);
    await using opened = await open({ needsServer: true, flags, yes: options.yes });
    const edits = await opened.deps.edits("add");
    const added = await edits.add({ uuid, title, changes }, signal);
    output.result(added, () => textOf(added));
    if (added.leftOut.length > 0) return ExitCode.conflict;
    return added.pending.length === 0 ? ExitCode.ok : ExitCode.tryAgain;
  },
});

function uuidIn(given: string | null): string | null {
  const uuid = given?.toLowerCase() ?? null;
  if (uuid === null || uuidForm.test(uuid)) return uuid;
  throw usageError(`--uuid ${JSON.stringify(given)} is no UUID`, "add");
}

function textOf(added: Added): readonly string[] {
  const { isNew, vikunjaId, pending, outside, leftOut } = added;
  const place = vikunjaId === null ? "" : `, #${vikunjaId} in Vikunja`;
  const waiting = pending.map((side) => `; waits for ${sideNames[side]}`).join("");
  return [
    `${nameOf(added)} ${isNew ? "is added" : "was there already"}${place}${waiting}`,
    ...(outside === null ? [] : [`  stays in Taskwarrior: ${outside}`]),
    ...leftOut.map((each) => `  left out: ${each}`),
  ];
}
