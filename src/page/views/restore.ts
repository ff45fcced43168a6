import { html } from "hono/html";
import { operationPosition } from "@/domain/operation.ts";
import type { TakenBack } from "@/domain/taken_back.ts";
import type { Html } from "@/page/html.ts";
import { shown, time } from "@/page/shown.ts";
import { linesView } from "@/page/views/undo.ts";
import type { RestoreTarget } from "@/ports/take_back.ts";
import { isDone, isMany } from "@/words/take_back_text.ts";
import { counted } from "@/words/words.ts";

/** Asks for a time to go back to. */
export function restoreForm(task: string | null): Html {
  return html`<form class="bar" method="get" action="restore">
${
    task === null
      ? html`<label>Only in the project <input name="project"></label>`
      : html`<input type="hidden" name="task" value="${task}">`
  }
<label>As it was at <input type="datetime-local" name="at" required></label>
${
    task === null
      ? html`<label class="check"><input type="checkbox" name="exact"> What was made since goes</label>`
      : ""
  }
<button>Restore …</button></form>`;
}

/** Where no time is named yet. */
export function restoreStart(): Html {
  return html`
    <h1>Restore</h1>
    <p
      class="soft">Your tasks as they were at some time, on both sides. You see what would be done before it is done, and
    it can be undone. Claims are not restored.</p>
    ${restoreForm(null)}
  `;
}

/** What having tasks as they were would do, before it is done. */
export function restoreView(target: RestoreTarget, plan: TakenBack, now: Date): Html {
  const { at, tasks: named, project, exact } = target;
  const { tasks, linked, asOf } = plan;
  const count = tasks.filter(isDone).length;
  const [task] = named;
  const back = task === undefined ? "all" : `task/${encodeURIComponent(task)}`;
  return html`<h1>As it was ${pointText(at, now)}?</h1>
<p class="soft">${
    named.length > 0 ? "This task alone" : project === null ? "All tasks" : shown(project)
  }${exact ? "; what was made since goes" : ""}. What somebody edits from now on stays.</p>
<h2>What will be done</h2>
${linesView(plan, now)}
${
    count === 0
      ? html`<p>It is so already. <a href="${back}">Back</a></p>`
      : html`<form class="bar" method="post" action="restore"><input type="hidden" name="at" value="${at}">
${named.map((each) => html`<input type="hidden" name="task" value="${each}">`)}
${project === null ? "" : html`<input type="hidden" name="project" value="${project}">`}
${exact ? html`<input type="hidden" name="exact" value="1">` : ""}
<input type="hidden" name="asOf" value="${asOf}">
${
        isMany(plan)
          ? html`
            <label
              class="check"><input type="checkbox" name="many" required> These ${counted(
                count,
                "task",
              )} of ${linked} are meant</label>
          `
          : ""
      }
<button class="main">Restore ${counted(count, "task")}</button>
<a class="button" href="${back}">Leave it as it is</a></form>`
  }`;
}

function pointText(at: string, now: Date): Html {
  const position = operationPosition(at);
  return position === null ? time(at, now) : html`right after <a href="op/${position}">${at}</a>`;
}
