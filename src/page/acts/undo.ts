import type { Context } from "hono";
import { operationPosition } from "@/domain/operation.ts";
import { type Outcome, textOf, unknownAct } from "@/page/acts/form.ts";
import { asOfIn, takenOutcome } from "@/page/acts/taken.ts";
import { type Asked, askFor } from "@/page/asked.ts";
import type { TakeBackTarget } from "@/ports/take_back.ts";

/** Takes back what a page has shown the plan of: what was edited since that stays. */
export async function undo(
  deps: Asked,
  context: Context,
  form: FormData,
  now: Date,
): Promise<Outcome> {
  const target = targetIn(textOf(form, "op"), form.get("kind") === "redo");
  const asked = { target, isPlan: false, looks: true, asOf: asOfIn(form) };
  return takenOutcome(await askFor(deps, context, "takeBack", asked), now);
}

/** @throws {SyncError} `USAGE`: it names no operation. */
export function targetIn(op: string, isRedo: boolean): TakeBackTarget {
  const of = operationPosition(op);
  if (of === null) throw unknownAct();
  return { kind: isRedo ? "redo" : "undo", of };
}
