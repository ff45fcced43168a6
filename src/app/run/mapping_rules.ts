import type { Config } from "@/config/config.ts";
import { placedFields } from "@/domain/fields.ts";
import type { RunPolicy } from "@/domain/policy.ts";
import type { PriorityLevels } from "@/domain/priority_levels.ts";
import { meet } from "@/domain/disjoint.ts";
import { isOf, type ProjectPattern } from "@/domain/selection.ts";
import { createProjectMapping, type ProjectPair } from "@/mapping/project_mapping.ts";
import type { MappingRules } from "@/mapping/rules.ts";
import { isTagOf } from "@/mapping/taskwarrior/placed.ts";
import { decodeProject, encodeProject } from "@/mapping/taskwarrior/project.ts";
import { isFieldLabel } from "@/mapping/vikunja/field_labels.ts";

type Mapped = Pick<Config, "mapping">;
type Path = readonly string[];

export interface ClaimRules {
  /** In Vikunja, of a project as somebody writes it. */
  readonly projectPath: (project: string) => Path;
  /** As Taskwarrior writes a path of its own; empty: none. */
  readonly projectName: (path: Path) => string;
  readonly levels: PriorityLevels;
}

/** What corresponds to what, by the configuration. */
export function mappingRulesOf({ mapping }: Mapped): MappingRules {
  return { projects: createProjectMapping(pairsOf(mapping)), priority: mapping.priority };
}

/** See `RunPolicy`; `null`: no label says another field. */
export function labelsOfFields({ mapping: { places } }: Mapped): RunPolicy["saysField"] | null {
  const tagged = placedFields.flatMap((field) => {
    const tag = places.tags[field];
    return tag === undefined ? [] : [{ field, tag }];
  });
  const { subtask } = places.tags;
  const isNowhere = subtask === undefined && places.started?.kind !== "label" &&
    places.udas.every(({ kind }) => kind !== "label");
  if (tagged.length === 0 && isNowhere) return null;
  return (label, side) =>
    side === "taskwarrior"
      ? label === subtask || tagged.some(({ field, tag }) => isTagOf(field, tag, label))
      : isFieldLabel(label, places);
}

/** The path in Vikunja of a project as somebody writes it, as Taskwarrior does. */
export function vikunjaPathBy(config: Mapped): (project: string) => Path {
  const { projects } = mappingRulesOf(config);
  return (project) => {
    const path = decodeProject(project);
    return projects.toVikunja(path) ?? path;
  };
}

/** What claims go by, which the log has as Vikunja holds it. */
export function claimRulesBy(config: Mapped): ClaimRules {
  const { M: medium, H: high } = config.mapping.priority;
  const projectName = (path: Path) => encodeProject(path) ?? "";
  return { projectPath: vikunjaPathBy(config), projectName, levels: { medium, high } };
}

/** Patterns as Taskwarrior writes them, for paths of Vikunja: each as it is, and by what it takes of the mapping. */
export function patternsBy(
  { mapping }: Mapped,
): (projects: readonly string[]) => readonly ProjectPattern[] {
  const pairs = pairsOf(mapping);
  return (projects) =>
    projects.map(decodeProject).flatMap((pattern) => [
      pattern,
      ...pairs.flatMap((pair) => throughPair(pattern, pair)),
    ]);
}

/** Whatever Taskwarrior calls what these patterns take: with the names that are mapped into them. */
export function takenNames(
  config: Mapped,
  projects: readonly string[],
): readonly ProjectPattern[] {
  const patterns = patternsBy(config)(projects);
  const into = pairsOf(config.mapping).filter(({ vikunja }) =>
    patterns.some((each) => meet(vikunja, each))
  );
  return [...patterns, ...into.map(({ taskwarrior }) => taskwarrior)];
}

function throughPair(
  pattern: ProjectPattern,
  { taskwarrior, vikunja }: ProjectPair,
): readonly ProjectPattern[] {
  if (isOf(taskwarrior, pattern)) return [vikunja];
  const { length } = taskwarrior;
  const goesOn = pattern.length > length && isOf(taskwarrior, pattern.slice(0, length));
  return goesOn ? [[...vikunja, ...pattern.slice(length)]] : [];
}

function pairsOf({ projects }: Config["mapping"]): readonly ProjectPair[] {
  return projects.map(({ taskwarrior, vikunja }) => ({
    taskwarrior: decodeProject(taskwarrior),
    vikunja,
  }));
}
