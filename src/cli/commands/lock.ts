import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { lockingOf, lockingOptions } from "@/cli/commands/locking.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import type { LockedFileStatus } from "@/ports/locked_files.ts";

export const lockCommand = defineCommand({
  summary: "Run a command under the lock of a file, or show who has it",
  usage: "run FILE -- COMMAND… | status FILE",
  maxPositionals: 2,
  takesRest: true,
  actions: ["run", "status"],
  options: {
    shared: { type: "flag", summary: "With others who share it, while nobody has it alone" },
    git: { type: "flag", summary: "Also the lock for Git work; FILE can be the folder itself" },
    ...lockingOptions,
  },
  details: [
    "The lock file is FILE.lock. Exit code of run: the command's, or 75 when the lock was not to be had.",
    "Programs that use fcntl record locks are not kept out.",
  ],
  async run({ options, positionals: [action, file], rest }, { output, signal, lockedFiles }) {
    if (action !== "run" && action !== "status") {
      throw usageError(
        action === undefined ? "run or status?" : `"${action}" is none of run, status`,
        "lock",
      );
    }
    if (file === undefined) throw usageError(`${action} needs a FILE`, "lock");
    if (action === "status") {
      if (rest !== null) throw usageError("status takes no command", "lock");
      const status = (await lockedFiles(output.warn)).status(file);
      output.result(status, () => statusLines(status));
      return ExitCode.ok;
    }
    const [command, ...args] = rest ?? [];
    if (command === undefined) throw usageError("a command must follow after --", "lock");
    const { shared, git } = options;
    const locking = lockingOf(options, "lock");
    if (shared && locking.strategy === "exclusive-file") {
      throw usageError("a lock of the strategy exclusive-file cannot be shared", "lock");
    }
    const files = await lockedFiles(output.warn);
    return await files.run({ file, shared, git, command, args, ...locking }, signal);
  },
});

function statusLines({ lockFile, state, holder }: LockedFileStatus): readonly string[] {
  return [
    `${lockFile}: ${stateText(state)}`,
    ...(holder === null ? [] : [
      `held by     process ${holder.pid} on ${holder.host}`,
      `command     ${holder.command || "unknown"}`,
      `since       ${holder.since || "unknown"}`,
    ]),
    "Programs that use fcntl record locks are not kept out.",
  ];
}

function stateText(state: LockedFileStatus["state"]): string {
  switch (state) {
    case "free":
      return "free";
    case "exclusive":
      return "held";
    case "shared":
      return "shared";
    case "file":
      return "held for those who use exclusive-file (the file is there), free for flock";
  }
}
