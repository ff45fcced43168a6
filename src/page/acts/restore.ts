import type { Context } from "hono";
import { SyncError } from "@/domain/errors.ts";
import { isDay } from "@/domain/instant.ts";
import { operationPosition } from "@/domain/operation.ts";
import { type Outcome, textsOf } from "@/page/acts/form.ts";
import { asOfIn, takenOutcome } from "@/page/acts/taken.ts";
import { type Asked, askFor } from "@/page/asked.ts";
import type { RestoreTarget } from "@/ports/take_back.ts";
import { isMany } from "@/words/take_back_text.ts";

/**
 * Has tasks again as a page has shown the plan of: what was edited since that stays.
 * @throws {SyncError} `USAGE`: it is most of all tasks by now, and nobody has said that these are meant.
 */
export async function restore(
  deps: Asked,
  context: Context,
  form: FormData,
  now: Date,
): Promise<Outcome> {
  const query = new URLSearchParams();
  for (const name of ["at", "task", "project", "exact"]) {
    for (const text of textsOf(form, name)) query.append(name, text);
  }
  const target = restoreIn(query);
  if (target === null) throw noTime();
  const asked = { target, asOf: asOfIn(form) };
  const isMeant = form.get("many") !== null;
  if (!isMeant) {
    const plan = await askFor(deps, context, "takeBack", { ...asked, isPlan: true, looks: true });
    if (isMany(plan)) throw tooMany();
  }
  // Both sides were looked at for the plan.
  const doing = { ...asked, isPlan: false, looks: isMeant };
  const taken = await askFor(deps, context, "takeBack", doing);
  return takenOutcome(taken, now);
}

/** What an address asks for; `null`: it names no time yet. @throws {SyncError} `USAGE` */
export function restoreIn(query: URLSearchParams): RestoreTarget | null {
  const text = query.get("at")?.trim() ?? "";
  if (text === "") return null;
  const tasks = query.getAll("task").filter((task) => task !== "");
  const project = query.get("project")?.trim() || null;
  return { kind: "restore", at: pointIn(text), tasks, project, exact: query.has("exact") };
}

/** Right after an operation, or at a time, by this machine's clock where no zone is named. */
function pointIn(text: string): string {
  if (operationPosition(text) !== null) return text;
  const at = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00` : text);
  if (!isDay(text) || Number.isNaN(at.getTime())) throw noTime();
  return at.toISOString();
}

function noTime(): SyncError {
  return new SyncError("USAGE", "Cannot restore: no time is named", {
    hint: "Name a day and a time, such as 2026-11-20T15:00, or an operation, such as op-131.",
  });
}

function tooMany(): SyncError {
  return new SyncError("USAGE", "Cannot restore that many tasks without being told so", {
    hint: "Go back, look at the plan, and say that these are meant.",
  });
}
