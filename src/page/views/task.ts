import { html } from "hono/html";
import type { Html } from "@/page/html.ts";
import { shown, shownLines, time } from "@/page/shown.ts";
import { operationStep } from "@/page/views/operation.ts";
import { restoreForm } from "@/page/views/restore.ts";
import type { HistoryPage } from "@/ports/history.ts";
import type { NamedTask } from "@/ports/operations.ts";
import type { ToldTask } from "@/ports/told_task.ts";
import { fieldName, plainText, priorityText, valueText } from "@/words/field_text.ts";
import { day } from "@/words/when.ts";

interface TaskSeen {
  readonly named: NamedTask;
  /** `null`: it is on neither side. */
  readonly told: ToldTask | null;
  readonly history: HistoryPage;
  /** Address of the server; `null`: none is known. */
  readonly server: string | null;
}

/** One task as it is, and all that happened to it. */
export function taskView({ named, told, history, server }: TaskSeen, now: Date): Html {
  const { operations, next } = history;
  return html`<h1><bdi>${shown(named.title) || "(no title)"}</bdi></h1>
${
    told === null
      ? html`<p class="bad">It is on neither side any more.</p>`
      : toldPart(told, server, now)
  }
<h2>What happened</h2>
${restoreForm(named.task)}
<ol class="steps">${
    operations.map((operation) => operationStep(operation, now, { timelineOf: named.task }))
  }</ol>
${
    next === null ? "" : html`<nav class="pages" aria-label="Pages of the history">
<a href="task/${encodeURIComponent(named.task)}?before=${next}">Older</a></nav>`
  }`;
}

function toldPart(told: ToldTask, server: string | null, now: Date): Html {
  const { claim, vikunjaId, notes, comments, done, project, labels, due, scheduled } = told;
  const facts: readonly (readonly [string, string])[] = [
    ["Done", done ? "yes" : ""],
    ["Project", project],
    ["Labels", labels.join(", ")],
    ["Priority", priorityText(told)],
    ["Due", due === null ? "" : day(due, now)],
    ["Starts", scheduled === null ? "" : day(scheduled, now)],
    ["Assigned to", told.assignees.join(", ")],
    ...Object.entries(told.more ?? {}).map(([field, value]) =>
      [capital(fieldName(field)), valueText(field, value, now)] as const
    ),
  ];
  return html`<p class="soft"><code>${told.task}</code>${
    vikunjaId === null || server === null || !/^https?:\/\//.test(server) ? "" : html`
      · <a href="${server}/tasks/${vikunjaId}" rel="noreferrer">#${vikunjaId} in Vikunja</a>
    `
  }${
    claim === null ? "" : html`
      · claimed by ${shown(claim.agent)} until ${time(claim.until, now)}
    `
  }</p>
<dl class="facts">${
    facts.filter(([, value]) => value !== "").map(([name, value]) =>
      html`
        <div>
          <dt>${name}</dt>
          <dd>${shown(value)}</dd>
        </div>
      `
    )
  }</dl>
${
    notes === "" ? "" : html`
      <h3>Notes</h3>
      <pre class="value">${shownLines(plainText(notes))}</pre>
    `
  }
${
    comments.length === 0 ? "" : html`
      <h3>Comments</h3>
      <ul>${comments.map((text) =>
        html`
          <li>
            <pre class="value">${shownLines(plainText(text))}</pre>
          </li>
        `
      )}</ul>
    `
  }`;
}

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}
