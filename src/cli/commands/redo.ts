import { defineCommand } from "@/cli/command.ts";
import { takeBack, takeBackOptions } from "@/cli/commands/take_back.ts";
import { positionIn } from "@/cli/commands/undo.ts";

export const redoCommand = defineCommand({
  summary: "Take an undo back: the last one, or the one that is named",
  usage: "[op-N]",
  maxPositionals: 1,
  options: takeBackOptions,
  details: [
    "As with `undo`: what somebody has edited since is kept and named, with exit code 3.",
  ],
  run: ({ options, positionals: [named] }, context) =>
    takeBack({ kind: "redo", of: positionIn(named, "redo") }, options, context),
});
