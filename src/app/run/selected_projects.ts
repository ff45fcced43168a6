import type { Config } from "@/config/config.ts";
import { takesProject } from "@/domain/selection.ts";
import { patternsBy } from "@/app/run/mapping_rules.ts";

interface InTree {
  readonly id: number;
  readonly parentId: number;
  readonly title: string;
}

/** Whether tasks of a project of the server may be selected at all; the ones below it may be where it is not. */
export function selectedProjects(
  config: Pick<Config, "selection" | "mapping">,
): (project: InTree, all: readonly InTree[]) => boolean {
  const { selection } = config;
  if (selection === null) return () => true;
  const patterns = patternsBy(config);
  const asked = {
    projects: patterns(selection.projects),
    excludeProjects: patterns(selection.excludeProjects),
  };
  return (project, all) => takesProject(pathOf(project, all), asked);
}

function pathOf(project: InTree, all: readonly InTree[]): readonly string[] {
  const path: string[] = [];
  const passed = new Set<number>();
  for (
    let at: InTree | undefined = project;
    at !== undefined && !passed.has(at.id);
    at = all.find(({ id }) => id === at?.parentId)
  ) {
    path.unshift(at.title);
    passed.add(at.id);
  }
  return path;
}
