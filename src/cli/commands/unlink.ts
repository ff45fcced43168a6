import { defineCommand } from "@/cli/command.ts";
import { leave, leavingOptions } from "@/cli/commands/leaving.ts";

export const unlinkCommand = defineCommand({
  summary: "Part both lists: take away all that was put beside your tasks, and the log",
  usage: "",
  maxPositionals: 0,
  options: leavingOptions,
  details: [
    "Takes away hook, units, webhooks, the `vikunja_id: N` notes on tasks, the lines that were added to",
    "your taskrc, and the state folder. Tasks stay on both sides, and so do configuration and token.",
    "Lines of an attribute that tasks hold values in stay: Taskwarrior shows the values by them only.",
    "A daemon that runs is stopped.",
    "Interrupted, it goes on where it was when it is run again. Exit code 3: a part is still there.",
  ],
  run: ({ options }, context) => leave(options, { all: false, name: "unlink" }, context),
});
