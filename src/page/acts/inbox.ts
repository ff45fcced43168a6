import { sideNames } from "@/domain/task.ts";
import type { Context } from "hono";
import { html } from "hono/html";
import { operationId } from "@/domain/operation.ts";
import { type Outcome, textOf, textsOf, unknownAct } from "@/page/acts/form.ts";
import { type Asked, askFor } from "@/page/asked.ts";
import type { Html } from "@/page/html.ts";
import { shown } from "@/page/shown.ts";
import { askedBy } from "@/page/views/inbox.ts";
import { type InboxAct, type InboxChoice, inboxChoices, type InboxOutcome } from "@/ports/inbox.ts";
import { counted } from "@/words/words.ts";

const mostActs = 10_000;

/** Of one item, of those that were chosen, or of all that a filter finds. */
export async function actOnInbox(deps: Asked, context: Context, form: FormData): Promise<Outcome> {
  const acts = await actsOf(deps, context, form);
  if (acts.length === 0) return { isGood: false, lines: [html`Nothing was chosen.`] };
  const outcomes = await askFor(deps, context, "actOnInbox", { acts });
  return said(outcomes);
}

async function actsOf(deps: Asked, context: Context, form: FormData): Promise<readonly InboxAct[]> {
  const single = textsOf(form, "act");
  if (single.length > 0) return single.map(actOf);
  const choice = choiceOf(textOf(form, "choice"));
  if (form.get("scope") !== "all") return textsOf(form, "id").map((id) => ({ id, choice }));
  const asked = { ...askedBy(form), foresees: false, from: 0, limit: mostActs };
  const { items } = await askFor(deps, context, "inbox", asked);
  return items.map(({ id }) => ({ id, choice }));
}

/** `vikunja:c-12` */
function actOf(text: string): InboxAct {
  const at = text.indexOf(":");
  return { choice: choiceOf(text.slice(0, at)), id: text.slice(at + 1) };
}

/** @throws {SyncError} `USAGE`: it is none. */
export function choiceOf(text: string): InboxChoice {
  const choice = inboxChoices.find((each) => each === text);
  if (choice === undefined) throw unknownAct();
  return choice;
}

const done: Readonly<Record<InboxChoice, string>> = {
  taskwarrior: `both sides have what ${sideNames.taskwarrior} said`,
  vikunja: `both sides have what ${sideNames.vikunja} said`,
  keep: "stays as it is",
  "take back": "is as it was before you answered",
  "bring back": "is made again",
  "let go": "goes from both sides",
  retry: "is tried again",
  drop: "is not tried any more",
  "let rest": "rests as it is",
};

const mostNamed = 5;

function said(outcomes: readonly InboxOutcome[]): Outcome {
  const failed = outcomes.filter(({ error }) => error !== null);
  const good = outcomes.filter(({ error }) => error === null);
  const [only] = good;
  const lines: Html[] = [];
  if (good.length === 1 && only !== undefined) {
    lines.push(html`“${shown(only.title)}”: ${done[only.choice]}. ${undoForm(good)}`);
  } else if (good.length > 1) {
    lines.push(html`${counted(good.length, "item")} done. ${undoForm(good)}`);
  }
  for (const { title, error } of failed.slice(0, mostNamed)) {
    lines.push(html`“${shown(title)}” stays as it is: ${shown(error ?? "")}`);
  }
  if (failed.length > mostNamed) lines.push(html`And ${failed.length - mostNamed} more.`);
  return { isGood: failed.length === 0, lines };
}

function undoForm(outcomes: readonly InboxOutcome[]): Html {
  const acts = outcomes.flatMap(({ undo }) => undo ?? []);
  if (acts.length === 0) {
    const [operation] = outcomes.flatMap((outcome) => outcome.operation ?? []);
    return operation === undefined
      ? html``
      : html`<a href="undo?op=${operationId(operation)}" data-undo><kbd>u</kbd> Undo …</a>`;
  }
  return html`
    <form method="post"
      action="inbox">${acts.map(({ choice, id }) =>
        html`<input type="hidden" name="act" value="${choice}:${id}">`
      )}<button class="plain" data-undo><kbd>u</kbd> Undo</button></form>
  `;
}
