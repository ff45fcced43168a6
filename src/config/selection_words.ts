import { type MappingConfig, usualMapping } from "@/config/mapping_config.ts";
import type { SelectionConfig } from "@/config/selection_config.ts";

/** The same text for the same selection, to be compared and kept; empty: everything is synced. */
export function selectionText(
  selection: SelectionConfig | null,
  { projects: mapped }: Pick<MappingConfig, "projects"> = usualMapping,
): string {
  if (selection === null) return "";
  const isByProject = selection.projects.length + selection.excludeProjects.length > 0;
  // What a project is called on the other side decides which tasks are in it.
  return JSON.stringify(isByProject && mapped.length > 0 ? { ...selection, mapped } : selection);
}

/** What it says, a line for each key; nothing where everything is synced. */
export function selectionWords(selection: SelectionConfig | null): readonly string[] {
  if (selection === null) return [];
  const { assigned, doneWithin, filter } = selection;
  const listed = (name: string, some: readonly string[]) =>
    some.length === 0 ? [] : [`${name} ${some.join(", ")}`];
  return [
    ...listed("projects", selection.projects),
    ...listed("without projects", selection.excludeProjects),
    ...listed("labels", selection.labels),
    ...listed("without labels", selection.excludeLabels),
    ...(assigned === "any" ? [] : [`assigned to ${assigned.replaceAll("-", " ")}`]),
    ...(doneWithin === null ? [] : [`finished within ${doneWithin.text}`]),
    ...(filter === null ? [] : [`Taskwarrior's ${filter}`]),
  ];
}
