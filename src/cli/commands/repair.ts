import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions } from "@/cli/option.ts";
import { counted } from "@/words/words.ts";

export const repairCommand = defineCommand({
  summary: "Rebuild what is derived from the log, find orphans and duplicates, link again",
  usage: "",
  maxPositionals: 0,
  options: {
    "dry-run": { type: "flag", short: "n", summary: "Show what would be done and do nothing" },
    ...lockOptions,
  },
  async run({ options }, { open, output, signal }) {
    const timeout = options["lock-timeout"];
    await using opened = await open({
      needsServer: true,
      flags: timeout === null ? {} : { lock_timeout: timeout },
      yes: options.yes,
    });
    const repair = await opened.deps.repair();
    const isDry = options["dry-run"];
    const { findings, repaired } = await repair.repair({ dryRun: isDry }, signal);
    output.result(
      { findings, repaired },
      () => [...findings, closing(findings.length, repaired, isDry)],
    );
    return ExitCode.ok;
  },
});

function closing(findings: number, repaired: number, isDry: boolean): string {
  if (findings === 0 && repaired === 0) return "nothing to repair";
  const found = counted(findings, "finding");
  return isDry ? `${found}; nothing was done` : `${found}; ${repaired} repaired`;
}
