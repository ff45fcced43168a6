import { html } from "hono/html";
import { operationId } from "@/domain/operation.ts";
import type { TakenBack } from "@/domain/taken_back.ts";
import type { Outcome } from "@/page/acts/form.ts";
import { linesView } from "@/page/views/undo.ts";
import { isDone } from "@/words/take_back_text.ts";

/** What came of taking something back, with what takes that back. */
export function takenOutcome(taken: TakenBack, now: Date): Outcome {
  const { operation, tasks, kind } = taken;
  const isAll = tasks.every((task) => isDone(task) && task.kept.length === 0);
  const redo = operation === null ? "" : html`<form method="post" action="undo">
<input type="hidden" name="op" value="${operationId(operation)}">
<input type="hidden" name="kind" value="${kind === "undo" ? "redo" : "undo"}">
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

/** `asOf` of the plan that somebody has seen; `null`: the form does not say. */
export function asOfIn(form: FormData): number | null {
  const seen = Number(form.get("asOf"));
  return Number.isSafeInteger(seen) && seen > 0 ? seen : null;
}
