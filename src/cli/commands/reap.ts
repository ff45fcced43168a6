import { defineCommand } from "@/cli/command.ts";
import { claimLockOptions, lockFlags } from "@/cli/commands/claim_options.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { counted } from "@/words/words.ts";

export const reapCommand = defineCommand({
  summary: "End every lease that is over",
  usage: "",
  maxPositionals: 0,
  options: { ...claimLockOptions },
  details: [
    "A task is free the moment its lease is over, also before this; `serve` does it by itself.",
  ],
  async run({ options }, { open, output, signal }) {
    await using opened = await open({
      needsServer: false,
      flags: lockFlags(options["lock-timeout"]),
    });
    const reaped = await (await opened.deps.claims("reap", signal)).cleanupExpiredLocks();
    output.result({ reaped }, () => [
      `${counted(reaped.length, "lease")} ended`,
      ...reaped.map(({ task, agent, token }) => `${task} of ${agent} (token ${token})`),
    ]);
    return ExitCode.ok;
  },
});
