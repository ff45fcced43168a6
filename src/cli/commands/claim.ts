import type { ClaimOptions, Claims } from "@/ports/claims.ts";
import { usageError } from "@/cli/arguments.ts";
import { defineCommand } from "@/cli/command.ts";
import { agentOptions, claimLockOptions, forOption } from "@/cli/commands/claim_options.ts";
import { agentName, leaseMs, lockFlags } from "@/cli/commands/claim_options.ts";
import { claimedText, refusedText } from "@/cli/commands/claim_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import type { Output } from "@/cli/output.ts";

export const claimCommand = defineCommand({
  summary: "Take tasks for a while, so that nobody else works on them",
  usage: "TASK… | --next",
  maxPositionals: 1_000,
  options: {
    ...agentOptions,
    ...forOption,
    next: { type: "flag", summary: "The most urgent free one that can be begun" },
    project: { type: "text", value: "NAME", summary: "With --next: of this project" },
    tag: { type: "text", value: "TAG", summary: "With --next: with this tag" },
    unready: { type: "flag", summary: "With --next: also blocked, waiting, scheduled for later" },
    ...claimLockOptions,
  },
  details: [
    "Several tasks: all of them, or none.",
    "Exit code 3 when somebody holds one of them, 4 when --next finds none that is free.",
  ],
  async run({ options, positionals }, { open, output, signal }) {
    if (options.next === positionals.length > 0) {
      throw usageError("name tasks, or say --next", "claim");
    }
    const narrows = options.project !== null || options.tag !== null || options.unready;
    if (!options.next && narrows) {
      throw usageError("--project, --tag and --unready go with --next", "claim");
    }
    const forMs = leaseMs(options.for, "claim");
    await using opened = await open({
      needsServer: false,
      flags: lockFlags(options["lock-timeout"]),
    });
    const { deps } = opened;
    const claims = await deps.claims("claim", signal);
    const agent = await deps.agentId(agentName(options.agent, "claim"), !options["no-pid"]);
    const wanted: ClaimOptions = { agent, forMs };
    if (options.next) {
      const { project, tag, unready } = options;
      const answer = await claims.claimNextTask({ project, tag, unready }, wanted);
      output.result(answer, () => answer.ok ? claimedText(answer) : ["no task is free"]);
      return answer.ok ? ExitCode.ok : ExitCode.notFound;
    }
    return await claimNamed(claims, positionals, wanted, output);
  },
});

async function claimNamed(
  claims: Claims,
  tasks: readonly string[],
  wanted: ClaimOptions,
  output: Output,
): Promise<ExitCode> {
  const [only = "", another] = tasks;
  if (another === undefined) {
    const answer = await claims.claimTask(only, wanted);
    output.result(answer, () => answer.ok ? claimedText(answer) : [refusedText(answer)]);
    return answer.ok ? ExitCode.ok : ExitCode.conflict;
  }
  const answer = await claims.batchClaimTasks(tasks, wanted);
  output.result(
    answer,
    () => answer.ok ? answer.claims.flatMap(claimedText) : [refusedText(answer)],
  );
  return answer.ok ? ExitCode.ok : ExitCode.conflict;
}
