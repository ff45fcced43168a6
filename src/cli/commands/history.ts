import { type Operation, operationKinds, operationPosition } from "@/domain/operation.ts";
import { defineCommand } from "@/cli/command.ts";
import { nameOf } from "@/cli/commands/claim_text.ts";
import { diffLines } from "@/cli/commands/diff_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { countIn, linesOption, sinceIn, sinceOption } from "@/cli/points.ts";
import type { Page } from "@/cli/output.ts";
import { dim } from "@/cli/terminal/paint.ts";
import { type Column, tableLines } from "@/cli/terminal/table.ts";
import type { History, HistoryFilter, HistoryPage } from "@/ports/history.ts";
import { operationText, partText, whoText } from "@/words/operation_text.ts";
import { stamp } from "@/words/when.ts";

/** Where nobody says how many. */
const usually = 30;
const mostAtOnce = 1_000;

export const historyCommand = defineCommand({
  summary: "Show what happened, an operation a line, the newest first",
  usage: "[TASK | op-N]",
  maxPositionals: 1,
  options: {
    since: sinceOption,
    by: { type: "text", value: "WHO", summary: "vikunja, taskwarrior, here, or an agent" },
    kind: {
      type: "text",
      value: "KIND",
      choices: operationKinds,
      summary: "Of this kind: edit, command, agent, undo, sync, …",
    },
    text: { type: "text", value: "WORDS", summary: "With these words in a title or value" },
    project: { type: "text", value: "NAME", summary: "Of this project, and those below it" },
    label: { type: "text", value: "LABEL", summary: "With this label" },
    lines: { ...linesOption, summary: `The last N of them (${usually}; with --since: all)` },
    "no-pager": { type: "flag", summary: "Do not page on a terminal" },
  },
  details: [
    "An operation is one thing that happened: an edit seen on a side with all that came of it, a command,",
    "a pick, an undo, a run of `sync`. A run of more than 20 is told in one line: `history op-N` tells all.",
    "TASK is the ID that `task` shows, a UUID or its first 8 characters, or # and Vikunja's id.",
  ],
  async run({ options, positionals: [named] }, { open, output, signal }) {
    const { now } = output.page;
    const position = named === undefined ? null : operationPosition(named);
    const since = options.since === null ? null : sinceIn(options.since, now, "history");
    const most = countIn(options.lines, "history") ?? (since === null ? usually : Infinity);
    await using opened = await open({ needsServer: false });
    const history = await opened.deps.history();
    if (position !== null) {
      const operation = await history.operation(position, signal);
      output.result(operation, () => wholeLines(operation, now));
      return ExitCode.ok;
    }
    const { by, kind, text, project, label } = options;
    const asked = {
      task: named ?? null,
      since,
      by,
      kind: operationKinds.find((each) => each === kind) ?? null,
      text,
      project,
      label,
    };
    const page = await collect(history, asked, most, signal);
    const lines = (laidOut: Page) => [
      ...page.task === null ? [] : [nameOf(page.task)],
      ...page.operations.length === 0
        ? ["nothing"]
        : tableOf(page.operations, page.task === null, laidOut),
      ...page.next === null ? [] : [dim(`older ones: \`history -n ${2 * most}\``)],
    ];
    if (options["no-pager"]) output.result(page, lines);
    else await output.paged(page, lines);
    return ExitCode.ok;
  },
});

/** A search is answered piece by piece. */
async function collect(
  history: History,
  asked: Omit<HistoryFilter, "n" | "before">,
  most: number,
  signal: AbortSignal,
): Promise<HistoryPage> {
  const operations: Operation[] = [];
  let before: number | null = null;
  for (;;) {
    const n = Math.min(mostAtOnce, most - operations.length);
    if (n <= 0) return { task: null, operations, next: before };
    const page: HistoryPage = await history.list({ ...asked, n, before }, signal);
    operations.push(...page.operations);
    before = page.next;
    if (before === null || operations.length >= most) {
      return { task: page.task, operations, next: before };
    }
    signal.throwIfAborted();
  }
}

const table: readonly Column[] = [
  { title: "" },
  { title: "when" },
  { title: "by", maxWidth: 24, cut: 2 },
  { title: "what", cut: 1 },
];

function tableOf(
  operations: readonly Operation[],
  withTitle: boolean,
  { now, columns }: Page,
): readonly string[] {
  const rows = operations.map((operation) => rowOf(operation, withTitle, now));
  return tableLines(table, rows, columns);
}

function rowOf(operation: Operation, withTitle: boolean, now: Date): readonly string[] {
  const { id, at, parts: [part], tasks } = operation;
  const isOfOne = !withTitle && part !== undefined && tasks === 1;
  const said = isOfOne ? partText(part, now) : operationText(operation, now);
  return [id, stamp(at, now), whoText(operation), said];
}

/** Task by task, and field by field. */
function wholeLines(operation: Operation, now: Date): readonly string[] {
  return [
    rowOf(operation, true, now).join("  "),
    ...operation.parts.flatMap((part) => [
      `  ${nameOf(part)}`,
      ...diffLines(part, now).map((line) => `    ${line}`),
      ...part.notes.map((note) => `    ${note}`),
    ]),
  ];
}
