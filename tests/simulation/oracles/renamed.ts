import type { Edit } from "@tests/simulation/oracles/edits.ts";
import type { ShownTask } from "@tests/simulation/oracles/shown_task.ts";
import type { Rename } from "@tests/simulation/vikunja/history.ts";

/** Longer before or after it nobody goes by the old title any more. */
export const unheardMs = 120_000;

/**
 * Whether what was put into a project, or got a label, shows it by its new title. Renaming moves no stamp of a task, so the
 * program hears of it with the next reading of everything: until then the old title is the same project's or label's.
 */
export function isShownRenamed(
  edit: Edit,
  tasks: readonly (ShownTask | undefined)[],
  all: readonly Rename[],
): boolean {
  const renames = all.filter(({ atMs }) => Math.abs(atMs - edit.atMs) < unheardMs);
  if (edit.kind === "set" && edit.field === "project") {
    const wanted = String(edit.value).split("/").map((title) => namesOf(title, "project", renames));
    return tasks.every((task) => {
      const titles = task?.project.split("/") ?? [];
      return titles.length === wanted.length && titles.every((title, at) => wanted[at]?.has(title));
    });
  }
  if (edit.kind !== "put" || edit.field !== "labels") return false;
  const names = namesOf(edit.element, "label", renames);
  return tasks.every((task) => task?.labels.some((label) => names.has(label)) ?? false);
}

/** The title and what it became, in the order of the renames. */
function namesOf(
  title: string,
  of: Rename["of"],
  renames: readonly Rename[],
): ReadonlySet<string> {
  const names = new Set([title]);
  for (const { of: what, from, to } of renames) if (what === of && names.has(from)) names.add(to);
  return names;
}
