import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { claimLockOptions, forOption, tokenOption } from "@/cli/commands/claim_options.ts";
import { leaseMs, lockFlags, requiredToken } from "@/cli/commands/claim_options.ts";
import { grantedText, refusedText } from "@/cli/commands/claim_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";

export const renewCommand = defineCommand({
  summary: "Hold a claimed task for longer",
  usage: "TASK --token N [--for TIME]",
  maxPositionals: 1,
  options: { ...tokenOption, ...forOption, ...claimLockOptions },
  details: [
    "The time counts from now. A lease that is over can be renewed until somebody else claims the task.",
    "Exit code 3 when the token is not the last one.",
  ],
  async run({ options, positionals: [task] }, { open, output, signal }) {
    if (task === undefined) throw usageError("TASK is missing", "renew");
    const lease = {
      token: requiredToken(options.token, "renew"),
      forMs: leaseMs(options.for, "renew"),
    };
    await using opened = await open({
      needsServer: false,
      flags: lockFlags(options["lock-timeout"]),
    });
    const answer = await (await opened.deps.claims("renew", signal)).renewLease(task, lease);
    output.result(answer, () => [answer.ok ? grantedText(answer) : refusedText(answer)]);
    return answer.ok ? ExitCode.ok : ExitCode.conflict;
  },
});
