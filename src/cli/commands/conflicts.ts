import { SyncError } from "@/domain/errors.ts";
import type { Side } from "@/domain/task.ts";
import type { ConflictRow } from "@/ports/operations.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand, type Opened } from "@/cli/command.ts";
import { conflictLines, conflictTable } from "@/cli/commands/conflict_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions } from "@/cli/option.ts";
import { sideNames } from "@/cli/words.ts";

export const conflictsCommand = defineCommand({
  summary: "Show conflicts, and take one back",
  usage: "[list | show ID | pick ID taskwarrior|vikunja]",
  maxPositionals: 3,
  actions: ["list", "show", "pick"],
  options: { ...lockOptions },
  details: [
    "list   every conflict that nobody has picked a side of (also without a word)",
    "show   both values in full",
    "pick   makes the value of that side the value of both",
  ],
  async run({ options, positionals }, context) {
    const [action = "list", id, side, extra] = positionals;
    if (extra !== undefined) throw usageError(`there is no place for "${extra}"`, "conflicts");
    if (action === "list") {
      if (id !== undefined) throw usageError(`there is no place for "${id}"`, "conflicts");
      return await list(context);
    }
    if (action !== "show" && action !== "pick") {
      throw usageError(`"${action}" is none of list, show, pick`, "conflicts");
    }
    if (id === undefined) throw usageError(`${action} needs the ID of a conflict`, "conflicts");
    if (action === "show") {
      if (side !== undefined) throw usageError(`there is no place for "${side}"`, "conflicts");
      return await show(id, context);
    }
    if (side !== "taskwarrior" && side !== "vikunja") {
      throw usageError("pick needs a side: taskwarrior or vikunja", "conflicts");
    }
    const timeout = options["lock-timeout"];
    await using opened = await context.open({
      needsServer: true,
      flags: timeout === null ? {} : { lock_timeout: timeout },
      yes: options.yes,
    });
    return await pick(id, side, opened, context);
  },
});

async function list({ open, output, signal }: Context): Promise<ExitCode> {
  await using opened = await open({ needsServer: false });
  const rows = await (await opened.deps.inspect()).conflicts(signal);
  const conflicts = rows.map(({ id, task, field, kept, lost, at }) => (
    { id, task, field, kept, lost, at }
  ));
  output.result({ conflicts }, () => conflictTable(rows));
  return ExitCode.ok;
}

async function show(id: string, { open, output, signal }: Context): Promise<ExitCode> {
  await using opened = await open({ needsServer: false });
  const rows = await (await opened.deps.inspect()).conflicts(signal);
  const conflict = findConflict(id, rows);
  output.result(conflict, () => conflictLines(conflict));
  return ExitCode.ok;
}

async function pick(
  id: string,
  side: Side,
  { deps }: Opened,
  { output, signal }: Context,
): Promise<ExitCode> {
  const rows = await (await deps.inspect()).conflicts(signal);
  const { id: conflict, task, title } = findConflict(id, rows);
  await (await deps.repair()).pick(conflict, side, signal);
  output.result(
    { picked: { id: conflict, task, side } },
    () => [`${conflict}: "${title}" has the value of ${sideNames[side]} now`],
  );
  return ExitCode.ok;
}

/** By its id, or by a beginning of it that is unique. */
function findConflict(id: string, rows: readonly ConflictRow[]): ConflictRow {
  const exact = rows.filter((row) => row.id === id);
  const found = exact.length > 0 ? exact : rows.filter((row) => row.id.startsWith(id));
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (first === undefined) {
    if (rows.length === 0) {
      throw new SyncError("NOT_FOUND", `Cannot find the conflict "${id}": none is open`);
    }
    throw new SyncError("NOT_FOUND", `No open conflict is called "${id}"`, {
      hint: "`conflicts list` shows the open ones.",
    });
  }
  throw usageError(`several conflicts begin with "${id}"`, "conflicts");
}
