import type { SyncEvent } from "@/domain/events.ts";
import { type Json, jsonEqual } from "@/domain/json.ts";
import { type Side, sides } from "@/domain/task.ts";
import { usageError } from "@/cli/arguments.ts";
import type { Context } from "@/cli/command.ts";
import { valueLines } from "@/cli/commands/conflict_text.ts";
import { fieldName } from "@/words/field_text.ts";
import type { ConflictRow, Inspect, LogLine, Pick } from "@/ports/operations.ts";
import { bold } from "@/cli/terminal/paint.ts";
import { cutToWidth, padToWidth } from "@/cli/terminal/width.ts";
import { when } from "@/words/when.ts";
import { sideNames } from "@/words/words.ts";

const question = "[t]askwarrior, [v]ikunja, [s]kip, [q]uit: ";
const gap = 2;
const widest = 60;

/** Shows one conflict after the other, both values side by side with the time of each edit, and asks. */
export async function askConflicts(
  rows: readonly ConflictRow[],
  inspect: Inspect,
  { output, askText, signal }: Context,
): Promise<readonly Pick[]> {
  const picks: Pick[] = [];
  for (const [at, row] of rows.entries()) {
    const times = editTimes(row, await inspect.log(row.task, 0, signal));
    for (const line of sideBySide(row, times, output.page)) output.show(line);
    const answer = await ask(`${at + 1} of ${rows.length}: ${question}`, askText);
    if (answer === "quit") break;
    if (answer !== "skip") picks.push({ conflictId: row.id, side: answer });
  }
  return picks;
}

type Answer = Side | "skip" | "quit";

const answers: Readonly<Record<string, Answer>> = {
  t: "taskwarrior",
  taskwarrior: "taskwarrior",
  v: "vikunja",
  vikunja: "vikunja",
  s: "skip",
  "": "skip",
  skip: "skip",
  q: "quit",
  quit: "quit",
};

async function ask(text: string, askText: Context["askText"]): Promise<Answer> {
  for (;;) {
    const said = await askText(text, "shown");
    if (said === null) throw usageError("-i needs somebody to ask", "conflicts");
    const answer = Object.hasOwn(answers, said.toLowerCase())
      ? answers[said.toLowerCase()]
      : undefined;
    if (answer !== undefined) return answer;
  }
}

/** When each side was last seen to get its value, as that side stamps it; absent: not known. */
function editTimes(
  row: ConflictRow,
  lines: readonly LogLine[],
): Readonly<Partial<Record<Side, string>>> {
  const times: Partial<Record<Side, string>> = {};
  const before: Partial<Record<Side, Json>> = {};
  for (const { type, data, at } of lines) {
    if (at > row.at) break;
    const event = { type, data } as SyncEvent;
    if (event.type !== "TaskObserved") continue;
    const { side, task, changedAt } = event.data;
    const value = (task as unknown as Readonly<Record<string, Json>>)[row.field] ?? null;
    if (!(side in before) || !jsonEqual(before[side], value)) times[side] = changedAt;
    before[side] = value;
  }
  return times;
}

function sideBySide(
  row: ConflictRow,
  times: Readonly<Partial<Record<Side, string>>>,
  { columns, now }: Context["output"]["page"],
): readonly string[] {
  const width = Math.min(widest, Math.floor(((columns ?? 80) - gap) / 2));
  const cells = sides.map((side) => {
    const value = row.kept.side === side ? row.kept : row.lost;
    const at = times[side];
    const head = `${sideNames[side]}${
      row.kept.side === side && row.because !== "ask" ? " (kept)" : ""
    }${at === undefined ? "" : `, ${when(at, now)}`}`;
    return [head, ...valueLines(value, row.field, now).map((line) => line.slice(2))];
  });
  const height = Math.max(...cells.map((lines) => lines.length));
  const lines = Array.from(
    { length: height },
    (_, at) =>
      cells.map((side) => padToWidth(cutToWidth(side[at] ?? "", width), width))
        .join(" ".repeat(gap)).trimEnd(),
  );
  return ["", `${bold(row.title)}: ${fieldName(row.field)} (${row.because}, ${row.id})`, ...lines];
}
