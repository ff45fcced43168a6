import type { Side } from "@/domain/task.ts";
import { usageError } from "@/cli/arguments.ts";
import type { Context } from "@/cli/command.ts";
import { itemLines } from "@/cli/inbox/item_lines.ts";
import { bold } from "@/cli/terminal/paint.ts";
import { cutToWidth } from "@/cli/terminal/width.ts";
import type { Inbox } from "@/ports/inbox.ts";
import type { ConflictRow, Pick } from "@/ports/operations.ts";
import { escapeControls } from "@/words/escape.ts";

const question = "[t]askwarrior, [v]ikunja, [s]kip, [q]uit: ";
const whole = {
  kinds: [],
  projects: [],
  text: "",
  answered: false,
  foresees: true,
  choice: null,
  from: 0,
  limit: 1,
};

/** Shows one conflict after the other, both values side by side and what each choice will do, and asks. */
export async function askConflicts(
  rows: readonly ConflictRow[],
  inbox: Inbox,
  { output, askText, signal }: Context,
): Promise<readonly Pick[]> {
  const picks: Pick[] = [];
  const { columns, now } = output.page;
  for (const [at, { id }] of rows.entries()) {
    const { items: [item] } = await inbox.look({ ...whole, ids: [id] }, signal);
    if (item === undefined) continue;
    const width = columns ?? 80;
    const lines = itemLines(item, { columns: width, now, isForeseen: true });
    const title = bold(cutToWidth(escapeControls(item.title), width));
    for (const line of ["", title, ...lines, ""]) output.show(line);
    const answer = await ask(`${at + 1} of ${rows.length}: ${question}`, askText);
    if (answer === "quit") break;
    if (answer !== "skip") picks.push({ conflictId: id, side: answer });
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
