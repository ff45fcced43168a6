import type { Context } from "hono";
import { html } from "hono/html";
import { operationId, operationPosition } from "@/domain/operation.ts";
import { type Outcome, textOf, unknownAct } from "@/page/acts/form.ts";
import { type Asked, askFor } from "@/page/asked.ts";
import { linesView } from "@/page/views/undo.ts";
import type { TakeBackTarget } from "@/ports/take_back.ts";
import { isDone } from "@/words/take_back_text.ts";

/** Takes back what a page has shown the plan of: what was edited since that stays. */
export async function undo(
  deps: Asked,
  context: Context,
  form: FormData,
  now: Date,
): Promise<Outcome> {
  const target = targetIn(textOf(form, "op"), form.get("kind") === "redo");
  const seen = Number(form.get("asOf"));
  const asOf = Number.isSafeInteger(seen) && seen > 0 ? seen : null;
  const asked = { target, isPlan: false, looks: true, asOf };
  const taken = await askFor(deps, context, "takeBack", asked);
  const { operation, tasks } = taken;
  const isAll = tasks.every((task) => isDone(task) && task.kept.length === 0);
  const redo = operation === null ? "" : html`<form method="post" action="undo">
<input type="hidden" name="op" value="${operationId(operation)}">
<input type="hidden" name="kind" value="${target.kind === "undo" ? "redo" : "undo"}">
<button class="plain" data-undo><kbd>u</kbd> Undo that</button></form>`;
  return {
    isGood: isAll,
    lines: [
      html`${operation === null ? "Nothing was done." : "Done."} ${redo}`,
      linesView(taken, now),
    ],
    ...(operation === null ? {} : { goOn: `op/${operation}` }),
  };
}

/** @throws {SyncError} `USAGE`: it names no operation. */
export function targetIn(op: string, isRedo: boolean): TakeBackTarget {
  const of = operationPosition(op);
  if (of === null) throw unknownAct();
  return { kind: isRedo ? "redo" : "undo", of };
}
