import { folded } from "@/domain/folded.ts";
import { isOf, type ProjectPattern, type Selection } from "@/domain/selection.ts";

/** What of a selection tells for sure which tasks it never takes. */
export interface Scope extends
  Pick<
    Selection,
    "projects" | "excludeProjects" | "labels" | "excludeLabels"
  > {
  /** Where tasks without a project are taken to be. */
  readonly defaultProject: readonly string[];
}

/**
 * What both may take, in words; `null`: no task is ever in both. Only projects and labels prove it: who a task is
 * assigned to differs from server to server, and what a filter takes nobody can tell before it is asked.
 */
export function overlapOf(one: Scope, other: Scope): string | null {
  if (areLabelsApart(one, other) || areLabelsApart(other, one)) return null;
  const shared = sharedProjects(one, other);
  if (shared.length > 0) return `tasks of ${listed(shared)}`;
  // By its path each of them would be apart, but in Taskwarrior such a task says nothing of a project.
  return takesUnfiled(one) && takesUnfiled(other) ? "tasks without a project" : null;
}

/** Every task of the first has one of its labels, and the second leaves each of them out. */
function areLabelsApart({ labels }: Scope, { excludeLabels }: Scope): boolean {
  const excluded = excludeLabels.map(folded);
  return labels.length > 0 && labels.every((label) => excluded.includes(folded(label)));
}

/** Patterns of the narrower of two that meet, where neither excludes all of it. */
function sharedProjects(one: Scope, other: Scope): readonly string[] {
  const met = takenBy(one).flatMap((ours) =>
    takenBy(other).flatMap((theirs): readonly ProjectPattern[] => {
      if (!meet(ours, theirs)) return [];
      const isLeftOut = [one, other].some(({ excludeProjects }) =>
        [ours, theirs].some((each) => excludeProjects.some((excluded) => covers(excluded, each)))
      );
      return isLeftOut ? [] : [covers(ours, theirs) ? theirs : ours];
    })
  );
  return [...new Set(met.map((pattern) => pattern.join(".")))];
}

/** The empty pattern is that of every project. */
function takenBy({ projects }: Scope): readonly ProjectPattern[] {
  return projects.length === 0 ? [[]] : projects;
}

/** Whether a project can be of both; where that cannot be told for sure, it can. */
export function meet(one: ProjectPattern, other: ProjectPattern): boolean {
  const depth = Math.min(one.length, other.length);
  return Array.from({ length: depth }, (_, at) => [one[at] ?? "", other[at] ?? ""] as const)
    .every(([a, b]) => doNamesMeet(a, b));
}

function doNamesMeet(a: string, b: string): boolean {
  if (!a.includes("*")) return covers([b], [a]);
  if (!b.includes("*")) return covers([a], [b]);
  const [ours, theirs] = [folded(a), folded(b)];
  const [firstA = "", firstB = ""] = [ours.split("*")[0], theirs.split("*")[0]];
  const [lastA = "", lastB = ""] = [ours.split("*").at(-1), theirs.split("*").at(-1)];
  const beginAlike = firstA.startsWith(firstB) || firstB.startsWith(firstA);
  return beginAlike && (lastA.endsWith(lastB) || lastB.endsWith(lastA));
}

/** Whether everything of the second is of the first: a `*` of the second is a letter like others to the first. */
function covers(wider: ProjectPattern, narrower: ProjectPattern): boolean {
  return narrower.length >= wider.length && isOf(narrower, wider);
}

function takesUnfiled(scope: Scope): boolean {
  const { projects, excludeProjects, defaultProject } = scope;
  const isTaken = projects.length === 0 || projects.some((each) => isOf(defaultProject, each));
  return isTaken && !excludeProjects.some((each) => isOf(defaultProject, each));
}

function listed(patterns: readonly string[]): string {
  if (patterns.includes("")) return "all projects";
  const shown = patterns.slice(0, 3).join(", ");
  return patterns.length > 3 ? `${shown} and ${patterns.length - 3} more projects` : shown;
}
