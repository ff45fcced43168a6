import { operationPosition } from "@/domain/operation.ts";
import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { takeBack, takeBackOptions } from "@/cli/commands/take_back.ts";

export const undoCommand = defineCommand({
  summary: "Take an operation back on both sides: the last one, or the one that is named",
  usage: "[op-N]",
  maxPositionals: 1,
  options: takeBackOptions,
  details: [
    "`history` names the operations. Only what still is as the operation left it is taken back, by edits",
    "that are made now; what somebody has edited since is kept and named, with exit code 3.",
    "An undo is an operation as well: `redo` takes it back.",
  ],
  run: ({ options, positionals: [named] }, context) =>
    takeBack({ kind: "undo", of: positionIn(named, "undo") }, options, context),
});

/** `null`: none is named. */
export function positionIn(named: string | undefined, command: string): number | null {
  if (named === undefined) return null;
  const position = operationPosition(named);
  if (position !== null) return position;
  throw usageError(`"${named}" is no operation such as op-131 (see \`history\`)`, command);
}
