import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import {
  agentName,
  agentOptions,
  claimLockOptions,
  forOption,
  leaseMs,
  lockFlags,
} from "@/cli/commands/claim_options.ts";
import { refusedText } from "@/cli/commands/claim_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";

export const runCommand = defineCommand({
  summary: "Run a command while a task is claimed for it",
  usage: "TASK -- COMMAND…",
  maxPositionals: 1,
  takesRest: true,
  options: { ...agentOptions, ...forOption, ...claimLockOptions },
  details: [
    "Claims the task, renews the lease by itself, and releases it at the end. The command finds the token",
    "in VIKUNJA_SYNC_CLAIM_TOKEN and the task in VIKUNJA_SYNC_CLAIM_TASK.",
    "Exit code: the command's; 3 when somebody else holds the task, or the lease was lost: then the",
    "command is stopped.",
  ],
  async run({ options, positionals: [task], rest }, { open, output, signal }) {
    if (task === undefined) throw usageError("TASK is missing", "run");
    if (rest === null || rest.length === 0) {
      throw usageError("a command must follow after --", "run");
    }
    const forMs = leaseMs(options.for, "run");
    await using opened = await open({
      needsServer: false,
      flags: lockFlags(options["lock-timeout"]),
    });
    const { deps } = opened;
    const agent = await deps.agentId(agentName(options.agent, "run"), !options["no-pid"]);
    const runLeased = await deps.runLeased();
    const result = await runLeased({ task, command: rest, agent, forMs }, signal);
    if (result.kind === "refused") {
      output.result(result.refusal, () => [refusedText(result.refusal)]);
      return ExitCode.conflict;
    }
    if (result.lost === null) return result.code as ExitCode;
    output.warn(`the lease was lost and the command stopped: ${refusedText(result.lost)}`);
    return ExitCode.conflict;
  },
});
