import type { Context } from "hono";
import { html } from "hono/html";
import { good, type Outcome, textOf, unknownAct } from "@/page/acts/form.ts";
import { type Asked, askFor } from "@/page/asked.ts";
import { counted } from "@/words/words.ts";

export async function actOnWaiting(
  deps: Asked,
  context: Context,
  form: FormData,
): Promise<Outcome> {
  switch (form.get("act")) {
    case "retry all": {
      const count = await askFor(deps, context, "retryNow", { task: null });
      return good(`${counted(count, "change")} tried again.`);
    }
    case "retry":
      await askFor(deps, context, "retryNow", { task: textOf(form, "task") });
      return good("Tried again.");
    case "drop":
      await askFor(deps, context, "retryDrop", { task: textOf(form, "task") });
      return good(
        "Dropped: nothing tries it by itself any more, and the Inbox has it under “What was answered”.",
      );
  }
  throw unknownAct();
}

export async function endClaim(deps: Asked, context: Context, form: FormData): Promise<Outcome> {
  const task = textOf(form, "task");
  const token = Number(textOf(form, "token"));
  const released = await askFor(deps, context, "releaseTask", { task, token });
  if (released.ok) return good(`The claim on “${released.title}” is over.`);
  return { isGood: false, lines: [html`Somebody else holds it by now: nothing was done.`] };
}
