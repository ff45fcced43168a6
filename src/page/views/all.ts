import { html } from "hono/html";
import { type OperationKind, operationKinds } from "@/domain/operation.ts";
import type { Html } from "@/page/html.ts";
import { nothing, table } from "@/page/layout.ts";
import { operationRow } from "@/page/views/operation.ts";
import type { HistoryFilter, HistoryPage } from "@/ports/history.ts";
import { dayHere } from "@/words/when.ts";

const rowsAtOnce = 50;

/** Everything that happened, the newest first. */
export function allView(page: HistoryPage, asked: HistoryFilter, now: Date): Html {
  const { operations, next } = page;
  return html`<h1>History</h1>
<p class="soft">Everything that happened to your tasks, on both sides, the newest first.
<a href="restore">Restore to a time …</a></p>
${filterForm(asked)}
${
    operations.length === 0
      ? nothing("Nothing found", "Look for something else, or further back.")
      : table(
        "History",
        ["When", "Who", "What"],
        operations.map((operation) => operationRow(operation, now)),
      )
  }
<nav class="pages" aria-label="Pages of the history">
${asked.before === null ? "" : html`<a href="all?${queryOf(asked, null)}">Newest</a>`}
${next === null ? "" : html`<a href="all?${queryOf(asked, next)}">Older</a>`}</nav>`;
}

const fields = [
  ["text", "q", "Search"],
  ["project", "project", "Project"],
  ["label", "label", "Label"],
  ["by", "by", "Who"],
] as const;

function filterForm(asked: HistoryFilter): Html {
  return html`<form class="bar" method="get" action="all" role="search">
${
    fields.map(([key, name, label]) =>
      html`<label>${label} <input name="${name}" value="${asked[key] ?? ""}"${
        name === "q"
          ? html`
            type="search"
          `
          : ""
      }></label>`
    )
  }
<label>Kind <select name="kind"><option value="">all</option>${
    operationKinds.map((kind) =>
      html`
        <option value="${kind}" ${asked.kind === kind
          ? html`
            selected
          `
          : ""}>${kind}</option>
      `
    )
  }</select></label>
<label>Since <input type="date" name="since" value="${dayOf(asked)}"></label>
<button>Show</button></form>`;
}

function dayOf({ since }: HistoryFilter): string {
  return since === null ? "" : dayHere(since);
}

function queryOf(asked: HistoryFilter, before: number | null): string {
  const query = new URLSearchParams();
  for (const [key, name] of fields) if (asked[key] !== null) query.set(name, asked[key]);
  if (asked.kind !== null) query.set("kind", asked.kind);
  if (asked.since !== null) query.set("since", dayOf(asked));
  if (before !== null) query.set("before", String(before));
  return query.toString();
}

/** What an address asks for. */
export function historyAskedBy(query: URLSearchParams): HistoryFilter {
  const text = (name: string) => query.get(name)?.trim().slice(0, 1_000) || null;
  const day = text("since");
  const since = day === null ? null : new Date(`${day}T00:00:00`);
  return {
    task: null,
    since: since === null || Number.isNaN(since.getTime()) ? null : since.toISOString(),
    by: text("by"),
    kind: operationKinds.find((kind: OperationKind) => kind === text("kind")) ?? null,
    text: text("q"),
    project: text("project"),
    label: text("label"),
    n: rowsAtOnce,
    before: positionIn(text("before")),
  };
}

function positionIn(text: string | null): number | null {
  const position = Number(text);
  return Number.isSafeInteger(position) && position > 0 ? position : null;
}
