import type { Edit, ScalarField } from "@tests/simulation/oracles/edits.ts";
import { shownAs } from "@tests/simulation/oracles/same_value.ts";
import type { ShownTask } from "@tests/simulation/oracles/shown_task.ts";

/** What somebody has picked is their word on that field: what was said of it before need not show any more. */
export function pickAsEdit(
  id: string,
  name: string,
  { task, atMs }: { readonly task: ShownTask; readonly atMs: number },
): readonly Edit[] {
  const field = shownAs[name] ?? name;
  if (!isScalarOf(task, field)) return [];
  const on = { side: "taskwarrior", id, atMs, because: "pick" } as const;
  const value = task[field];
  return [{ ...on, kind: "set", field, value, before: value, isMeant: false }];
}

function isScalarOf(task: ShownTask, field: string): field is ScalarField {
  return field in task && field !== "labels" && field !== "comments";
}
