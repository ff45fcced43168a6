import { html } from "hono/html";
import type { Json } from "@/domain/json.ts";
import { lineDiff } from "@/domain/line_diff.ts";
import type { Side } from "@/domain/task.ts";
import type { Html } from "@/page/html.ts";
import { shownLines } from "@/page/shown.ts";
import { wholeText } from "@/words/field_text.ts";

/** Both values in full; of texts of several lines, those that the other side does not have are marked. */
export function bothValues(
  field: string,
  values: Readonly<Record<Side, Json>>,
  now: Date,
): Readonly<Record<Side, Html>> {
  const [taskwarrior = "", vikunja = ""] = [values.taskwarrior, values.vikunja].map((value) =>
    shownLines(wholeText(field, value, now).join("\n"))
  );
  return { taskwarrior: marked(taskwarrior, vikunja), vikunja: marked(vikunja, taskwarrior) };
}

function marked(text: string, other: string): Html {
  const lines = text.split("\n");
  const hunks = text.includes("\n") || other.includes("\n")
    ? lineDiff(other.split("\n"), lines)
    : null;
  if (hunks === null) return html`${text}`;
  const own = new Set<number>();
  let shift = 0;
  for (const { start, end, lines: came } of hunks) {
    came.forEach((_, index) => own.add(start + shift + index));
    shift += came.length - (end - start);
  }
  return html`${
    lines.map((line, at) => {
      const ending = at === lines.length - 1 ? "" : "\n";
      return own.has(at) && line !== "" ? html`<b>${line}</b>${ending}` : html`${line}${ending}`;
    })
  }`;
}
