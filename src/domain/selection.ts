import { folded } from "@/domain/folded.ts";
import type { Instant } from "@/domain/task.ts";

/**
 * A project and all below it; `*` in a name stands for any letters, as the last name for whatever is below. Case does
 * not count: projects that differ by it are one.
 */
export type ProjectPattern = readonly string[];

/** Which tasks are synced. All of it has to hold; an empty list asks for nothing. */
export interface Selection {
  readonly projects: readonly ProjectPattern[];
  readonly excludeProjects: readonly ProjectPattern[];
  /** Of which a task has at least one. */
  readonly labels: readonly string[];
  readonly excludeLabels: readonly string[];
  readonly assigned: "me" | "me-or-nobody" | "any";
  /** User name in Vikunja; `null` where nobody asks for it. */
  readonly me: string | null;
  /** Finished tasks that are on one side only are not made on the other where they were finished before. */
  readonly doneSince: DoneSince | null;
  /** Whether Taskwarrior is asked, by a filter, too: see `PresentReading.isTaken`. */
  readonly isFiltered: boolean;
}

interface DoneSince {
  readonly at: Instant;
  /** In words. */
  readonly age: string;
}

/** What of a task is looked at, as Vikunja holds it. */
export interface Selectable {
  readonly project: readonly string[];
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  /** When it was finished; `null`: it is open, or there on both sides. */
  readonly finishedAt: Instant | null;
  readonly isTaken: boolean;
}

/** As long as this is the reason, the filter is all that speaks against it. */
export const byFilter = "Taskwarrior's filter leaves it out";

/** Why a task is not in the selection, in words that stay the same as long as the reason does; `null`: it is. */
export function whyOutside(task: Selectable, selection: Selection): string | null {
  return byProject(task.project, selection) ?? byLabels(task.labels, selection) ??
    byPeople(task.assignees, selection) ?? byAge(task.finishedAt, selection.doneSince) ??
    (selection.isFiltered && !task.isTaken ? byFilter : null);
}

/** Whether tasks of that project may be selected at all. */
export function takesProject(
  path: readonly string[],
  patterns: Pick<Selection, "projects" | "excludeProjects">,
): boolean {
  return byProject(path, patterns) === null;
}

function byProject(
  path: readonly string[],
  { projects, excludeProjects }: Pick<Selection, "projects" | "excludeProjects">,
) {
  const name = () => path.join(" / ");
  if (projects.length > 0 && !projects.some((each) => isOf(path, each))) {
    return `its project ${name()} is not selected`;
  }
  return excludeProjects.some((each) => isOf(path, each))
    ? `its project ${name()} is excluded`
    : null;
}

/** Whether a project is the one of the pattern, or below it. */
export function isOf(path: readonly string[], pattern: ProjectPattern): boolean {
  return pattern.length <= path.length &&
    pattern.every((name, depth) => isLike(path[depth] ?? "", name));
}

function isLike(name: string, pattern: string): boolean {
  const text = folded(name);
  if (!pattern.includes("*")) return text === folded(pattern);
  const parts = folded(pattern).split("*");
  const [first = "", last = ""] = [parts[0], parts.at(-1)];
  if (text.length < first.length + last.length) return false;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > text.length - last.length) return false;
    at = found + part.length;
  }
  return true;
}

function byLabels(labels: readonly string[], { labels: wanted, excludeLabels }: Selection) {
  const own = labels.map(folded);
  if (wanted.length > 0 && !wanted.some((each) => own.includes(folded(each)))) {
    return "it has none of the selected labels";
  }
  const excluded = excludeLabels.find((each) => own.includes(folded(each)));
  return excluded === undefined ? null : `its label ${excluded} is excluded`;
}

function byPeople(assignees: readonly string[], { assigned, me }: Selection): string | null {
  switch (assigned) {
    case "any":
      return null;
    case "me":
      return me !== null && assignees.includes(me) ? null : "it is not assigned to you";
    case "me-or-nobody":
      return assignees.length === 0 || me !== null && assignees.includes(me)
        ? null
        : "it is assigned to somebody else";
  }
}

function byAge(finishedAt: Instant | null, since: DoneSince | null): string | null {
  if (since === null || finishedAt === null) return null;
  return Date.parse(finishedAt) < Date.parse(since.at)
    ? `it was finished more than ${since.age} ago`
    : null;
}
