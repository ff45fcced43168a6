import type { Context } from "hono";
import { html } from "hono/html";
import { askFor } from "@/page/asked.ts";
import type { Said } from "@/page/layout.ts";
import { shown } from "@/page/shown.ts";
import { SyncError } from "@/domain/errors.ts";
import type { BehindPage } from "@/ports/page.ts";
import { counted } from "@/words/words.ts";

type Asked = Pick<BehindPage, "operations">;
type Outcome = Omit<Said, "id">;

function good(text: string): Outcome {
  return { isGood: true, lines: [html`${shown(text)}`] };
}

/** @throws {SyncError} `USAGE`: no form of ours says that. */
function unknownAct(): SyncError {
  return new SyncError("USAGE", "The form says nothing that can be done");
}

export async function actOnWaiting(
  deps: Asked,
  context: Context,
  form: FormData,
): Promise<Outcome> {
  const task = () => textOf(form, "task");
  switch (form.get("act")) {
    case "retry all": {
      const count = await askFor(deps, context, "retryNow", { task: null });
      return good(`${counted(count, "change")} tried again`);
    }
    case "retry":
      await askFor(deps, context, "retryNow", { task: task() });
      return good("Tried again");
    case "drop":
      await askFor(deps, context, "retryDrop", { task: task() });
      return good(
        "Dropped: it stays in the list of what was given up, and nothing tries it by itself",
      );
  }
  throw unknownAct();
}

export async function endClaim(deps: Asked, context: Context, form: FormData): Promise<Outcome> {
  const task = textOf(form, "task");
  const token = Number(textOf(form, "token"));
  const released = await askFor(deps, context, "releaseTask", { task, token });
  if (released.ok) return good(`The claim on “${released.title}” is over`);
  return { isGood: false, lines: [html`Somebody else holds it by now: nothing was done`] };
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  if (typeof value !== "string" || value === "") throw unknownAct();
  return value;
}
