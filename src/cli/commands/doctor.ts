import type { Finding } from "@/ports/setup.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Opened } from "@/cli/command.ts";
import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { tableLines } from "@/cli/terminal/table.ts";
import { counted } from "@/cli/words.ts";

export const doctorCommand = defineCommand({
  summary: "Try everything that sync needs, and say how to mend what is wrong",
  usage: "",
  maxPositionals: 0,
  options: {},
  details: [
    "Where the daemon runs, a task of its own goes from Vikunja to Taskwarrior and back.",
    "Exit code 3 when something should be mended, 2 when nothing can work before.",
  ],
  async run(_given, { open, output, signal }) {
    const opened = await open({ needsServer: true }).catch((thrown: unknown) =>
      configurationFindings(asSyncError(thrown))
    );
    const findings = "deps" in opened ? await examine(opened, signal, output.note) : opened;
    const isWell = findings.every(({ state }) => state !== "wrong");
    output.result({ ok: isWell, findings }, () => describe(findings).map(output.asTyped));
    if (findings.some(({ isFatal }) => isFatal === true)) return ExitCode.usage;
    return isWell ? ExitCode.ok : ExitCode.conflict;
  },
});

async function examine(
  opened: Opened,
  signal: AbortSignal,
  note: (line: string) => void,
): Promise<readonly Finding[]> {
  await using held = opened;
  const findings: Finding[] = [];
  for await (const finding of (await held.deps.doctor()).examine(signal)) {
    findings.push(finding);
    if (finding.check === "webhooks") note("trying the way there and back …");
  }
  return findings;
}

/** Nothing else can be looked at before it is right. */
function configurationFindings(error: SyncError): readonly Finding[] {
  if (error.code !== "CONFIG") throw error;
  const problems = Array.isArray(error.details["problems"]) ? error.details["problems"] : [];
  if (problems.length === 0) return [{ ...configuration, says: error.message, mend: error.hint }];
  return problems.map(({ where, what, mend }) => ({
    ...configuration,
    says: `${where}: ${what}`,
    mend: mend ?? "vikunja-sync init",
  }));
}

const configuration = { check: "configuration", state: "wrong" } as const;

function describe(findings: readonly Finding[]): readonly string[] {
  const rows = findings.map(({ check, state, says }) => [marks[state], check, says]);
  const table = tableLines([{ title: "" }, { title: "check" }, { title: "finding" }], rows);
  const wrong = findings.filter(({ state }) => state === "wrong").length;
  return [
    ...table,
    ...mends("to mend:", findings.filter(({ state }) => state === "wrong")),
    ...mends("if you like:", findings.filter(({ state }) => state !== "wrong")),
    "",
    wrong === 0 ? "all is well" : `${counted(wrong, "thing")} to mend`,
  ];
}

function mends(title: string, findings: readonly Finding[]): readonly string[] {
  const lines = findings.flatMap(({ check, mend }) => mend === null ? [] : [`  ${check}: ${mend}`]);
  return lines.length === 0 ? [] : ["", title, ...lines];
}

const marks: Readonly<Record<Finding["state"], string>> = {
  ok: "ok",
  wrong: "WRONG",
  note: "note",
  skipped: "-",
};
