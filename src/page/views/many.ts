import { html } from "hono/html";
import type { Html } from "@/page/html.ts";
import { nothing, taskLink } from "@/page/layout.ts";
import { shown } from "@/page/shown.ts";
import { filterFields } from "@/page/views/inbox.ts";
import type { InboxAsked, InboxChoice, InboxItem, InboxPage } from "@/ports/inbox.ts";
import { choiceText, outcomeText } from "@/words/inbox_text.ts";
import { counted } from "@/words/words.ts";

/** What one choice will do with all that a filter finds, before it is done. */
export function manyView(
  { items, total }: InboxPage,
  asked: InboxAsked,
  choice: InboxChoice,
  now: Date,
): Html {
  const name = choiceText({ why: "", lacking: null }, { choice, isAsItIs: false });
  const more = total - items.length;
  return html`<h1>With ${counted(total, "item")}: ${name}?</h1>
<p><a href="inbox">Back to the Inbox</a></p>
${
    total === 0 ? nothing("Nothing like that waits", "It was answered meanwhile.") : html`
      <ul class="plan">${items.map((item) => plannedItem(item, choice, now))}</ul>
      ${more > 0 ? html`<p class="soft">And ${more} more of them.</p>` : ""}
      <form class="bar" method="post" action="inbox">${filterFields(asked)}
      <input type="hidden" name="choice" value="${choice}">
      <button class="main" name="scope" value="all">Do it with all ${total}</button></form>
    `
  }`;
}

function plannedItem(item: InboxItem, choice: InboxChoice, now: Date): Html {
  const offer = item.offers.find((each) =>
    each.choice === choice || choice === "keep" && item.kind === "conflict" && each.isAsItIs
  );
  const lines = offer === undefined ? ["stays: it is no choice of this"] : outcomeText(offer, now);
  return html`<li>${taskLink(item.task, item.title)}</li>${
    lines.map((line) => html`<li class="below">${shown(line)}</li>`)
  }`;
}
