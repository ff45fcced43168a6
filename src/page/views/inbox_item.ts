import { html } from "hono/html";
import { type Side, sideNames, sides } from "@/domain/task.ts";
import type { Html } from "@/page/html.ts";
import { taskLink } from "@/page/layout.ts";
import { shown, time } from "@/page/shown.ts";
import { bothValues } from "@/page/views/values.ts";
import type { InboxField, InboxItem, InboxOffer } from "@/ports/inbox.ts";
import { fieldName } from "@/words/field_text.ts";
import { aboutText, choiceText, kindNames, outcomeText, whyText } from "@/words/inbox_text.ts";

/** One thing that waits: both values, and what each choice will do; one of many can be chosen with others. */
export function inboxItem(item: InboxItem, now: Date, isOneOfMany: boolean): Html {
  const { id, kind, task, title, project, since, why } = item;
  const keys = keysOf(item);
  const others = item.offers.filter((offer) => sideOf(item, offer) === null);
  return html`<li class="item" id="i-${id}" data-item tabindex="-1" aria-label="${shown(title)}">
<header>${
    isOneOfMany
      ? html`
        <input type="checkbox" name="id" value="${id}" form="many" data-one
          aria-label="Choose ${shown(title)}">
      `
      : ""
  }
<div><h2>${taskLink(task, title)}</h2>
<p class="soft"><span class="tag">${kindNames[kind]}</span>
${project.length === 0 ? "" : html`<span class="tag">${shown(project.join(" / "))}</span>`}
${time(since, now)}${
    kind === "conflict"
      ? html`
        · ${shown(whyText(why))}
      `
      : ""
  }</p></div></header>
${kind === "conflict" ? "" : html`<p>${shown(aboutText(item, now))}</p>`}
${
    item.parts.length === 0
      ? ""
      : html`<ul>${
        item.parts.map(({ what, why }) =>
          html`<li>${shown(what)} <span class="soft">${shown(why)}</span></li>`
        )
      }</ul>`
  }
${
    item.missing.length === 0
      ? ""
      : html`<p class="bad">Could not be made again: ${shown(item.missing.join("; "))}</p>`
  }
<form method="post" action="inbox">
${values(item, keys, now)}
${
    others.length === 0
      ? ""
      : html`<div class="acts">${others.map((offer) => offerPart(item, offer, keys, now))}</div>`
  }
</form></li>`;
}

/** Which of the buttons comes first, second, …: the digit that presses it. */
type Keys = ReadonlyMap<InboxOffer, number>;

function keysOf(item: InboxItem): Keys {
  const ofSides = sides.flatMap((side) =>
    item.offers.filter((each) => sideOf(item, each) === side)
  );
  const others = item.offers.filter((each) => sideOf(item, each) === null);
  return new Map([...ofSides, ...others].map((offer, at) => [offer, at + 1]));
}

/** In whose column a choice stands; `null`: in neither. */
function sideOf({ fields, kind }: InboxItem, { choice }: InboxOffer): Side | null {
  const isOfSide = choice === "taskwarrior" || choice === "vikunja";
  return isOfSide && kind === "conflict" && fields.length > 0 ? choice : null;
}

function values(item: InboxItem, keys: Keys, now: Date): Html {
  const { fields, lacking } = item;
  if (fields.length === 0) return html``;
  const isWhole = lacking !== null && item.kind !== "left out";
  const told = fields.map((field) => ({ field, both: valuesOf(field, now) }));
  return html`<div class="pair">${
    sides.map((side) =>
      html`<div role="group" class="side${item.kept === side ? " stands" : ""}" aria-label="${
        sideNames[side]
      }">
<header><h3>${sideNames[side]}</h3><span class="soft">${givenText(item, side, now)}</span></header>
${
        isWhole && lacking === side
          ? html`<p class="bad">${item.kind === "conflict" ? "deleted" : "not there"}</p>`
          : told.map(({ field, both }) => valuePart(field.field, both[side]))
      }
${
        item.offers.filter((offer) => sideOf(item, offer) === side).map((offer) =>
          html`<div class="acts">${offerPart(item, offer, keys, now)}</div>`
        )
      }</div>`
    )
  }</div>`;
}

function valuesOf({ field, taskwarrior, vikunja }: InboxField, now: Date) {
  return bothValues(field, { taskwarrior: taskwarrior.value, vikunja: vikunja.value }, now);
}

function valuePart(field: string, value: Html): Html {
  return html`
    <div>
      <p class="soft">${fieldName(field)}</p>
      <pre class="value" tabindex="-1">${value}</pre>
    </div>
  `;
}

/** When that side's value was given, and whether it is the one that stands. */
function givenText({ fields, kept }: InboxItem, side: Side, now: Date): Html {
  const at = fields.map((field) => field[side].at).filter((each) => each !== null).toSorted().at(
    -1,
  );
  const by = fields.map((field) => field[side].by).find((each) => each !== null);
  const who = by === undefined ? "" : ` by ${shown(by)}`;
  return html`${at === undefined ? "" : time(at, now)}${who}${kept === side ? " · stands" : ""}`;
}

function offerPart(item: InboxItem, offer: InboxOffer, keys: Keys, now: Date): Html {
  const key = keys.get(offer) ?? 0;
  const label = choiceText(item, offer);
  const will = outcomeText(offer, now);
  const isMain = !offer.isAsItIs && key <= 2;
  return html`<span class="offer"><button name="act" value="${offer.choice}:${item.id}" data-key
 class="${isMain ? "main" : ""}"${
    offer.hindrance === null ? "" : html`
      disabled
    `
  }><kbd>${key}</kbd> ${label[0]?.toUpperCase()}${label.slice(1)}</button>
${
    will.length === 0
      ? ""
      : html`<span class="will">${will.map((line) => html`<span>${shown(line)}</span>`)}</span>`
  }</span>`;
}
