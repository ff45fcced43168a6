import { html } from "hono/html";
import type { Html } from "@/page/html.ts";
import { nothing } from "@/page/layout.ts";
import { shown } from "@/page/shown.ts";
import { inboxItem } from "@/page/views/inbox_item.ts";
import { type InboxAsked, type InboxChoice, inboxKinds, type InboxPage } from "@/ports/inbox.ts";
import { choiceText, countsText, kindNames } from "@/words/inbox_text.ts";
import { counted } from "@/words/words.ts";

/** What can be chosen of many at once; of an item that does not offer it, it is said so. */
const choicesOfMany: readonly InboxChoice[] = [
  "keep",
  "taskwarrior",
  "vikunja",
  "bring back",
  "let go",
  "retry",
  "drop",
  "let rest",
  "take back",
];

/** These are seen at a glance. */
const fewItems = 3;

/** What waits for a person, the newest first. */
export function inboxView(page: InboxPage, asked: InboxAsked, now: Date): Html {
  const { items, total, counts } = page;
  const isFiltered = asked.kinds.length + asked.projects.length > 0 || asked.text !== "";
  const waits = countsText(counts);
  return html`<h1>Inbox</h1>
<p class="soft">${
    asked.answered
      ? "What you have answered, and can take back."
      : waits === ""
      ? "What needs you comes here: conflicts, deletions that look like a mistake, what could not be written."
      : `Waits for you: ${waits}.`
  }</p>
${isFiltered || total > fewItems ? filterBar(asked) : html`<p>${otherList(asked)}</p>`}
${
    items.length === 0
      ? isFiltered
        ? nothing("Nothing like that", "Look for something else, or for all of it.")
        : asked.answered
        ? nothing("Nothing answered yet", "What you pick can be taken back here.")
        : nothing("Nothing waits for you", "Both sides agree, and all has arrived.")
      : html`${manyBar(page, asked)}
<ol class="items">${items.map((item) => inboxItem(item, now, total > 1))}</ol>
${pageLinks(asked, total)}`
  }`;
}

function filterBar({ kinds, projects, text, answered }: InboxAsked): Html {
  return html`<form class="bar" method="get" action="inbox" role="search">
<label>Search <input type="search" name="q" value="${text}"></label>
<label>Kind <select name="kind"><option value="">all</option>${
    inboxKinds.map((kind) =>
      html`
        <option value="${kind}" ${kinds.includes(kind)
          ? html`
            selected
          `
          : ""}>${kindNames[kind]}</option>
      `
    )
  }</select></label>
<label>Project <input name="project" value="${projects.join(" ")}"></label>
${answered ? html`<input type="hidden" name="answered" value="1">` : ""}
<button>Show</button>
<span>${otherList({ answered })}</span>
</form>`;
}

function otherList({ answered }: Pick<InboxAsked, "answered">): Html {
  return answered
    ? html`<a href="inbox">What waits</a>`
    : html`<a href="inbox?answered=1">What was answered</a>`;
}

/** The filter goes with it, for «all of them». */
function manyBar({ total, items }: InboxPage, asked: InboxAsked): Html {
  if (total < 2) return html``;
  const offered = new Set(items.flatMap(({ offers }) => offers.map(({ choice }) => choice)));
  if (items.some(({ kind }) => kind === "conflict") && !asked.answered) offered.add("keep");
  const choices = choicesOfMany.filter((choice) => offered.has(choice));
  const nobody = { why: "", lacking: null };
  return html`<form class="bar" id="many" method="post" action="inbox">
<span class="many"><input type="checkbox" id="all" data-all><label for="all">All on this page</label></span>
<label>Do with those chosen <select name="choice">${
    choices.map((choice) =>
      html`<option value="${choice}">${choiceText(nobody, { choice, isAsItIs: false })}</option>`
    )
  }</select></label>
<button>Do it</button>
<button formaction="many" formmethod="get" class="plain">With all ${total} …</button>
${filterFields(asked)}</form>`;
}

/** The filter, to go with a form. */
export function filterFields({ text, kinds, projects, answered }: InboxAsked): Html {
  return html`<input type="hidden" name="q" value="${text}">
<input type="hidden" name="kind" value="${kinds.join("")}">
<input type="hidden" name="project" value="${projects.join(" ")}">
${answered ? html`<input type="hidden" name="answered" value="1">` : ""}`;
}

function pageLinks(asked: InboxAsked, total: number): Html {
  const { from, limit } = asked;
  const to = Math.min(total, from + limit);
  if (from === 0 && to === total) return html``;
  const at = (start: number) => `inbox?${queryOf({ ...asked, from: start })}`;
  return html`<nav class="pages" aria-label="Pages of the inbox">
${from > 0 ? html`<a href="${at(Math.max(0, from - limit))}">Newer</a>` : ""}
<span class="soft">${from + 1} to ${to} of ${counted(total, "item")}</span>
${to < total ? html`<a href="${at(to)}">Older</a>` : ""}</nav>`;
}

/** As the address of a page has it. */
function queryOf({ kinds, projects, text, answered, from }: InboxAsked): string {
  const query = new URLSearchParams();
  if (text !== "") query.set("q", text);
  if (kinds[0] !== undefined) query.set("kind", kinds[0]);
  if (projects.length > 0) query.set("project", projects.join(" "));
  if (answered) query.set("answered", "1");
  if (from > 0) query.set("from", String(from));
  return query.toString();
}

const pageLength = 15;

/** What an address or a form asks for. */
export function askedBy(query: { get(name: string): unknown }): InboxAsked {
  const text = (name: string) => {
    const value = query.get(name);
    return typeof value === "string" ? value.trim().slice(0, 1_000) : "";
  };
  return {
    kinds: inboxKinds.filter((kind) => kind === text("kind")),
    projects: text("project").split(/\s+/).filter((each) => each !== ""),
    text: shown(text("q")),
    ids: [],
    answered: text("answered") !== "",
    foresees: true,
    choice: null,
    from: Math.max(0, Math.trunc(Number(text("from"))) || 0),
    limit: pageLength,
  };
}
