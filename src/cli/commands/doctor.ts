import type { Finding } from "@/ports/setup.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Opened } from "@/cli/command.ts";
import { defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import type { Page } from "@/cli/output.ts";
import { green, red } from "@/cli/terminal/paint.ts";
import { tableLines } from "@/cli/terminal/table.ts";
import { counted } from "@/words/words.ts";

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
    output.result(
      { ok: isWell, findings },
      (page) => describe(findings, page).map(output.asTyped),
    );
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

/** The cause first: later checks build on what the earlier ones found usable. */
function describe(findings: readonly Finding[], { columns }: Page): readonly string[] {
  const rows = findings.map(({ check, state, says }) => [marks[state], check, says]);
  const paint = (cell: string) =>
    cell.startsWith(marks.wrong) ? red(cell) : cell.startsWith(marks.ok) ? green(cell) : cell;
  const table = tableLines(
    [{ title: "", paint }, { title: "check" }, { title: "finding", cut: 1 }],
    rows,
    columns,
  );
  const wrong = findings.filter(({ state }) => state === "wrong");
  const [cause] = wrong;
  return [
    ...(cause === undefined ? [] : [
      `${red("broken:")} ${cause.check}: ${cause.says}`,
      ...(wrong.length === 1 ? [] : ["(what else is broken may follow from that)"]),
      "",
    ]),
    ...table,
    ...mends("to mend:", wrong),
    ...mends("if you like:", findings.filter(({ state }) => state !== "wrong")),
    "",
    wrong.length === 0 ? "all is well" : `${counted(wrong.length, "thing")} to mend`,
  ];
}

function mends(title: string, findings: readonly Finding[]): readonly string[] {
  const lines = findings.flatMap(({ check, mend }) => mend === null ? [] : [`  ${check}: ${mend}`]);
  return lines.length === 0 ? [] : ["", title, ...lines];
}

const marks: Readonly<Record<Finding["state"], string>> = {
  ok: "ok",
  wrong: "BROKEN",
  note: "possible",
  skipped: "-",
};
