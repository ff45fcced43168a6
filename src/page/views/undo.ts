import { html } from "hono/html";
import { operationId } from "@/domain/operation.ts";
import type { TakenBack } from "@/domain/taken_back.ts";
import type { Html } from "@/page/html.ts";
import { shown } from "@/page/shown.ts";
import { isDone, takenBackLines, takenBackText } from "@/words/take_back_text.ts";
import { counted } from "@/words/words.ts";

/** What taking an operation back would do, before it is done. */
export function undoView(plan: TakenBack, now: Date): Html {
  const { of, already, tasks, kind, asOf } = plan;
  const position = of?.position ?? 0;
  return html`<h1>${kind === "redo" ? "Redo" : "Undo"} ${operationId(position)}?</h1>
<p class="soft">${shown(takenBackText(plan, now))}. <a href="op/${position}">What it did</a></p>
${
    already === null
      ? ""
      : html`<p>It was taken back already, by <a href="op/${already}">${
        operationId(already)
      }</a>.</p>`
  }
<h2>What will be done</h2>
${linesView(plan, now)}
${
    tasks.some(isDone)
      ? html`<form class="bar" method="post" action="undo"><input type="hidden" name="op" value="${
        operationId(position)
      }">
<input type="hidden" name="kind" value="${kind}"><input type="hidden" name="asOf" value="${asOf}">
<button class="main">${kind === "redo" ? "Redo it" : "Undo it"}</button>
<a class="button" href="all">Leave it as it is</a></form>`
      : html`<p>Nothing of it is left to take back. <a href="all">Back to the history</a></p>`
  }`;
}

/** Nobody reads more of a plan. */
const mostTold = 100;

/** A line each; what stays is below its task. */
export function linesView({ tasks }: Pick<TakenBack, "tasks">, now: Date): Html {
  const rest = tasks.length - mostTold;
  const more = rest > 0 ? [`and ${counted(rest, "more task")}`] : [];
  const lines = [...takenBackLines(tasks.slice(0, mostTold), now), ...more];
  if (lines.length === 0) return html`<p>Nothing.</p>`;
  return html`<ul class="plan">${
    lines.map((line) =>
      html`<li class="${line.startsWith(" ") ? "below" : ""}">${shown(line.trim())}</li>`
    )
  }</ul>`;
}
