import type { PageTask, PageVikunja } from "./vikunja.ts";

/** Adds what a form says, and answers with the address to go on to. */
export function addTask(vikunja: PageVikunja, form: URLSearchParams): string {
  const project = numberIn(form, "project");
  vikunja.send("PUT", `/projects/${project}/tasks`, { title: form.get("title") ?? "" });
  return `/?project=${project}`;
}

export function addProject(vikunja: PageVikunja, form: URLSearchParams): string {
  const body = {
    title: form.get("title") ?? "",
    parent_project_id: numberIn(form, "parent"),
  };
  const made = vikunja.send("PUT", "/projects", body) as { readonly id: number };
  return `/?project=${made.id}`;
}

/** The server replaces a task as a whole, so what no field of the form is for goes back as it was read. */
export function saveTask(vikunja: PageVikunja, id: number, form: URLSearchParams): string {
  const before = vikunja.task(id);
  const percent = numberIn(form, "percent");
  vikunja.send("POST", `/tasks/${id}`, {
    ...before,
    title: form.get("title") ?? before.title,
    description: (form.get("description") ?? before.description).replaceAll("\r\n", "\n"),
    done: form.has("done"),
    is_favorite: form.has("favorite"),
    priority: numberIn(form, "priority"),
    percent_done: Math.round(before.percent_done * 100) === percent
      ? before.percent_done
      : percent / 100,
    project_id: numberIn(form, "project"),
    due_date: instantIn(form, "due"),
    start_date: instantIn(form, "start"),
    end_date: instantIn(form, "end"),
  });
  saveLabels(vikunja, before, form.get("labels") ?? "");
  return `/tasks/${id}`;
}

export function tickTask(vikunja: PageVikunja, id: number): string {
  const before = vikunja.task(id);
  vikunja.send("POST", `/tasks/${id}`, { ...before, done: !before.done });
  return `/?project=${before.project_id}`;
}

export function deleteTask(vikunja: PageVikunja, id: number): string {
  const { project_id } = vikunja.task(id);
  vikunja.send("DELETE", `/tasks/${id}`);
  return `/?project=${project_id}`;
}

/** Comments are HTML; what is typed is text. */
export function addComment(vikunja: PageVikunja, id: number, form: URLSearchParams): string {
  const text = (form.get("comment") ?? "").replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  vikunja.send("PUT", `/tasks/${id}/comments`, { comment: `<p>${text}</p>` });
  return `/tasks/${id}`;
}

/** Titles with commas between them; a label that there is not yet is made. */
function saveLabels(vikunja: PageVikunja, { id, labels }: PageTask, titles: string): void {
  const wanted = new Set(titles.split(",").map((each) => each.trim()).filter(Boolean));
  for (const label of labels ?? []) {
    if (!wanted.delete(label.title)) vikunja.send("DELETE", `/tasks/${id}/labels/${label.id}`);
  }
  const known = wanted.size === 0 ? [] : vikunja.labels();
  for (const title of wanted) {
    const label = known.find((each) => each.title === title) ??
      vikunja.send("PUT", "/labels", { title }) as { readonly id: number };
    vikunja.send("PUT", `/tasks/${id}/labels`, { label_id: label.id });
  }
}

function numberIn(form: URLSearchParams, name: string): number {
  const value = Number(form.get(name) ?? "0");
  return Number.isFinite(value) ? value : 0;
}

/** As `datetime-local` gives it, in UTC; `null`: none. */
function instantIn(form: URLSearchParams, name: string): string | null {
  const text = form.get(name) ?? "";
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)
    ? new Date(`${text}Z`).toISOString().replace(".000Z", "Z")
    : null;
}
