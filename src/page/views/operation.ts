import { sideNames } from "@/domain/task.ts";
import { html } from "hono/html";
import {
  type FieldChange,
  isUndoable,
  type Operation,
  type PresenceChange,
  type TaskPart,
} from "@/domain/operation.ts";
import type { Html } from "@/page/html.ts";
import { taskLink } from "@/page/layout.ts";
import { shown, time } from "@/page/shown.ts";
import { fieldName } from "@/words/field_text.ts";
import {
  fieldDiffs,
  operationText,
  partText,
  presenceText,
  whoText,
} from "@/words/operation_text.ts";
import { counted, inSide } from "@/words/words.ts";

/** What happened, in a row of a list over all tasks. */
export function operationRow(operation: Operation, now: Date): Html {
  const { id, at, position, parts, tasks } = operation;
  const [part] = parts;
  const isOne = tasks === 1 && part !== undefined;
  return html`
    <tr>
      <td>${time(at, now)}<br><a href="op/${position}" aria-label="${id} in full">${id}</a></td>
      <td class="who">${shown(whoText(operation))}</td>
      <td>${isOne
        ? html`${taskLink(part.task, part.title)} ${shown(partText(part, now))}`
        : shown(operationText(operation, now))}</td>
    </tr>
  `;
}

/** Nobody reads more of them, and the page would be megabytes. */
const mostParts = 100;

/** One of them in full; `timelineOf`: among all that happened to that task. */
export function operationStep(
  operation: Operation,
  now: Date,
  { timelineOf = null }: { readonly timelineOf?: string | null } = {},
): Html {
  const { id, at, position, parts, tasks } = operation;
  const shownParts = parts.slice(0, mostParts);
  return html`<li id="${id}"><div class="head"><p><b>${shown(whoText(operation))}</b>
<span class="soft">${time(at, now)} · <a href="op/${position}">${id}</a></span></p>
<div class="row">${timelineOf === null ? "" : backForm(id, timelineOf)}${
    undoForm(operation)
  }</div></div>
${
    shownParts.map((part) =>
      html`${timelineOf === null ? html`<h2>${taskLink(part.task, part.title)}</h2>` : ""}${
        partView(part, now)
      }`
    )
  }
${parts.length === 0 ? html`<p>${shown(operationText(operation, now))}</p>` : ""}
${
    tasks > shownParts.length && parts.length > 0
      ? html`<p class="soft">${counted(tasks, "task")} in all</p>`
      : ""
  }
</li>`;
}

function partView({ changes, presence, conflicts, notes }: TaskPart, now: Date): Html {
  const words = [...presenceText(presence), ...notes];
  return html`${words.map((line) => html`<p>${shown(line)}</p>`)}
${
    fieldDiffs(changes, now).map(({ sides, words, lines }) =>
      html`<p>${shown(words)} <span class="soft">${
        sides.length === 2 ? "on both sides" : sides.map(inSide).join("")
      }</span></p>${
        lines.length === 0
          ? ""
          : html`<ul class="diff">${
            lines.map(({ kind, text }) =>
              html`<li class="${kind}"><span aria-label="${kind === "gone" ? "went" : "came"}">${
                kind === "gone" ? "−" : "+"
              }</span> ${shown(text)}</li>`
            )
          }</ul>`
      }`
    )
  }
${openText(changes, presence)}
${
    conflicts.map(({ field, lost }) =>
      html`<p class="bad">Conflict over ${
        field === "deleted" ? "a deletion" : fieldName(field)
      }: what ${sideNames[lost.side]} said lost.</p>`
    )
  }`;
}

function openText(changes: readonly FieldChange[], presence: readonly PresenceChange[]): Html {
  const open = [...changes, ...presence].filter(({ state }) => state !== "done");
  const [first] = open;
  if (first === undefined) return html``;
  return first.state === "given up"
    ? html`<p class="bad">Given up ${inSide(first.side)}: see the <a href="inbox">Inbox</a>.</p>`
    : html`<p class="soft">Not yet ${inSide(first.side)}: <a href="waiting">it waits</a>.</p>`;
}

function backForm(id: string, task: string): Html {
  return html`<form method="get" action="restore"><input type="hidden" name="task" value="${task}">
<input type="hidden" name="at" value="${id}">
<button class="plain" aria-label="As it was then … right after ${id}">As it was then …</button></form>`;
}

function undoForm({ id, kind }: Operation): Html {
  if (!isUndoable(kind)) return html``;
  return html`<form method="get" action="undo"><input type="hidden" name="op" value="${id}">
<button class="plain" aria-label="Undo ${id}">Undo …</button></form>`;
}
