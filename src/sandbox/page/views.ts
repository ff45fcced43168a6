import { html } from "hono/html";
import { Parser } from "htmlparser2";
import type { PageComment, PageProject, PageTask } from "./vikunja.ts";

type Html = ReturnType<typeof html>;

interface Listed {
  readonly projects: readonly PageProject[];
  readonly project: PageProject | null;
  readonly tasks: readonly PageTask[];
}

export function listView({ projects, project, tasks }: Listed): Html {
  const content = project === null ? html`<p>There is no project yet.</p>` : html`
    <form method="post" action="/tasks" class="add">
      <input type="hidden" name="project" value="${project.id}">
      <input name="title" required maxlength="250" aria-label="New task"
        placeholder="New task in ${project.title}">
      <button>Add</button>
    </form>
    <ul class="tasks">${tasks.filter(({ done }) => !done).map(row)}</ul>
    ${finished(tasks.filter(({ done }) => done))}
  `;
  return page(project?.title ?? "Projects", projects, project?.id ?? 0, content);
}

function finished(tasks: readonly PageTask[]): Html | "" {
  if (tasks.length === 0) return "";
  return html`
    <details>
      <summary>${tasks.length} done</summary>
      <ul class="tasks">${tasks.map(row)}</ul>
    </details>
  `;
}

function row(task: PageTask): Html {
  const facts = [
    ...task.priority > 0 ? [`priority ${task.priority}`] : [],
    ...isNone(task.due_date) ? [] : [`due ${shortly(task.due_date)}`],
    ...task.percent_done > 0 ? [`${Math.round(task.percent_done * 100)} %`] : [],
    ...(task.labels ?? []).map(({ title }) => `#${title}`),
    ...task.is_favorite ? ["★"] : [],
  ];
  return html`
    <li>
      <form method="post" action="/tasks/${task.id}/tick">
        <button class="tick" aria-pressed="${task.done}"
          aria-label="${task.done ? "Open" : "Finish"} ${task.title}">${task.done
            ? "✓"
            : ""}</button>
      </form>
      <a href="/tasks/${task.id}">${task.title}</a> <small>${facts.join(" · ")}</small>
    </li>
  `;
}

export function taskView(
  { projects, task, comments }: {
    readonly projects: readonly PageProject[];
    readonly task: PageTask;
    readonly comments: readonly PageComment[];
  },
): Html {
  const labels = (task.labels ?? []).map(({ title }) => title).join(", ");
  const content = html`
        <form method="post" action="/tasks/${task.id}" class="task">
          <label class="wide">Title <input name="title" required maxlength="250" value="${task
            .title}"></label>
          <label class="check"><input type="checkbox" name="done" ${mark(
            task.done,
            "checked",
          )}> done</label>
          <label class="check"><input type="checkbox" name="favorite" ${mark(
            task.is_favorite,
            "checked",
          )}> favourite</label>
          <label>Project <select name="project">${projects.map(({ id, title }) =>
            html`<option value="${id}" ${
              mark(id === task.project_id, "selected")
            }>${title}</option>`
          )}</select></label>
          <label>Priority <select name="priority">${[0, 1, 2, 3, 4, 5].map((each) =>
            html`<option ${mark(each === task.priority, "selected")}>${each}</option>`
          )}</select></label>
          <label>Percent done <input type="number" name="percent" min="0" max="100"
            value="${Math.round(task.percent_done * 100)}"></label>
          ${instant("Due (UTC)", "due", task.due_date)}
          ${instant("Start (UTC)", "start", task.start_date)}
          ${instant("End (UTC)", "end", task.end_date)}
          <label class="wide">Labels, with commas between them <input name="labels" value="${labels}"></label>
          <label class="wide">Description, as HTML
            <textarea name="description" rows="8">
    ${task.description}</textarea></label>
          <p class="wide"><button>Save</button></p>
        </form>
        ${relations(task)}
        <h2>Comments</h2>
        ${comments.map(({ comment, author, created }) =>
          html`<blockquote><p>${wordsOf(comment)}</p><small>${author.username}, ${
            shortly(created)
          }</small></blockquote>`
        )}
        <form method="post" action="/tasks/${task.id}/comments" class="add">
      <input name="comment" required aria-label="New comment" placeholder="New comment">
      <button>Say</button>
    </form>
        <form method="post"
      action="/tasks/${task.id}/delete"><button class="danger">Delete the task</button></form>
        <p><small>#${task.id} · changed ${shortly(task.updated)}</small></p>
  `;
  return page(task.title, projects, task.project_id, content);
}

function relations({ related_tasks, assignees }: PageTask): Html | "" {
  const lines = Object.entries(related_tasks).flatMap(([kind, tasks = []]) =>
    tasks.map(({ id, title }) => html`<li>${kind}: <a href="/tasks/${id}">${title}</a></li>`)
  );
  const people = (assignees ?? []).map(({ username }) => html`<li>assigned: ${username}</li>`);
  if (lines.length + people.length === 0) return "";
  return html`<ul>${people}${lines}</ul>`;
}

export function refusedView(message: string): Html {
  return page(
    "Refused",
    [],
    0,
    html`
      <p role="alert">${message}</p>
      <p><a href="/">Back</a></p>
    `,
  );
}

function page(
  title: string,
  projects: readonly PageProject[],
  current: number,
  content: Html,
): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · sandbox</title>
    <link rel="stylesheet" href="/page.css">
  </head>
  <body>
    <nav aria-label="Projects">
      <p><a href="/">Sandbox</a> <small>a server to try things on</small></p>
      ${branches(projects, 0, current)}
      <form method="post" action="/projects" class="add">
        <input type="hidden" name="parent" value="0">
        <input name="title" required maxlength="250" aria-label="New project" placeholder="New project">
        <button>Add</button>
      </form>
    </nav>
    <main><h1>${title}</h1>${content}</main>
  </body>
</html>`;
}

function branches(projects: readonly PageProject[], parent: number, current: number): Html | "" {
  const here = projects.filter(({ parent_project_id }) => parent_project_id === parent);
  if (here.length === 0) return "";
  return html`<ul>${
    here.map(({ id, title }) =>
      html`<li><a href="/?project=${id}" ${
        id === current ? html`aria-current="page"` : ""
      }>${title}</a>${branches(projects, id, current)}</li>`
    )
  }</ul>`;
}

function instant(label: string, name: string, value: string): Html {
  const text = isNone(value) ? "" : value.slice(0, 19);
  return html`<label>${label} <input type="datetime-local" step="1" name="${name}" value="${text}"></label>`;
}

/** An attribute that says yes by being there. */
function mark(isSo: boolean, attribute: "checked" | "selected"): string {
  return isSo ? attribute : "";
}

const isNone = (date: string) => date.startsWith("0001-");
const shortly = (date: string) => `${date.slice(0, 10)} ${date.slice(11, 16)}`;
/** The words of a comment alone. */
function wordsOf(comment: string): string {
  let words = "";
  const parser = new Parser({ ontext: (text) => words += text, onclosetag: () => words += " " });
  parser.end(comment);
  return words.trim();
}
