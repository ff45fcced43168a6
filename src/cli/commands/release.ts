import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { claimLockOptions, lockFlags } from "@/cli/commands/claim_options.ts";
import { requiredToken, tokenOption } from "@/cli/commands/claim_options.ts";
import { nameOf, refusedText } from "@/cli/commands/claim_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";

export const releaseCommand = defineCommand({
  summary: "Give a claimed task back",
  usage: "TASK --token N",
  maxPositionals: 1,
  options: { ...tokenOption, ...claimLockOptions },
  details: ["Exit code 3 when the token is not the last one."],
  async run({ options, positionals: [task] }, { open, output, signal }) {
    if (task === undefined) throw usageError("TASK is missing", "release");
    const token = requiredToken(options.token, "release");
    await using opened = await open({
      needsServer: false,
      flags: lockFlags(options["lock-timeout"]),
    });
    const answer = await (await opened.deps.claims("release", signal)).releaseTask(task, token);
    output.result(answer, () => [answer.ok ? `${nameOf(answer)} is free` : refusedText(answer)]);
    return answer.ok ? ExitCode.ok : ExitCode.conflict;
  },
});
