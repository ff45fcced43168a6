import type { Config } from "@/config/config.ts";
import type { Directions } from "@/domain/directions.ts";
import { folded } from "@/domain/folded.ts";
import { projectPath } from "@/domain/project_path.ts";
import { isOf, type Selection, whyOutside } from "@/domain/selection.ts";
import type { Side } from "@/domain/task.ts";
import { mappingRulesOf } from "@/app/run/mapping_rules.ts";
import { directionsOf, selectionBy } from "@/app/run/selection.ts";
import { encodeProject } from "@/mapping/taskwarrior/project.ts";
import type { HookProject } from "@/ports/webhooks.ts";

/** A way that a task of the doctor's may go by what is selected, and in which direction. */
export interface LoopPlan {
  readonly project: HookProject;
  /** As Taskwarrior writes it. */
  readonly projectName: string;
  readonly madeIn: Side;
  readonly deletedIn: Side;
  /** One of the selected labels, for a task that is made in Taskwarrior; `null`: none is asked for. */
  readonly label: string | null;
  /** Why one of the two ways is left out; `null`: both are gone. */
  readonly leftOut: string | null;
}

interface PlanInput {
  readonly config: Config;
  readonly projects: readonly HookProject[];
  /** Whether Vikunja tells of changes in it. */
  readonly isHooked: (project: HookProject) => boolean;
  readonly now: () => Date;
}

/** Why no task of the doctor's goes any way. */
interface NoLoop {
  readonly because: string;
}

/**
 * The most of the way that is allowed: there and back before one way only, of several projects one that webhooks tell
 * of. What has to have a label, or is looked at by Taskwarrior's filter, begins in Taskwarrior, where it is made whole.
 */
export function planLoop({ config, projects, isHooked, now }: PlanInput): LoopPlan | NoLoop {
  const selection = selectionBy({ config, now, accountName: () => null }).now();
  if (selection?.assigned === "me") {
    return {
      because: "only tasks that are assigned to you are synced, and the doctor assigns none",
    };
  }
  const label = selection?.labels.find((each) => isToBeHad(each, selection)) ?? null;
  if (label === null && (selection?.labels.length ?? 0) > 0) {
    return { because: "the doctor can give a task none of the selected labels" };
  }
  const selected = placesOf(config, projects).filter(({ path }) =>
    selection === null || whyOutside(asSelectable(path, label), selection) === null
  );
  if (selected.length === 0) return { because: "no project of Vikunja's is selected" };
  const directions = directionsOf(config);
  const beginsHere = label !== null || selection?.isFiltered === true;
  const plans = selected.flatMap((place): readonly LoopPlan[] => {
    const way = wayOf(place.path, directions, beginsHere);
    return way === null ? [] : [{ ...place, ...way, label }];
  });
  const [best] = plans.toSorted((a, b) => rank(a, isHooked) - rank(b, isHooked));
  return best ?? { because: noWay(beginsHere) };
}

interface Place {
  readonly project: HookProject;
  readonly projectName: string;
  readonly path: readonly string[];
}

/** Those that are open, and have a name in Taskwarrior. */
function placesOf(config: Config, projects: readonly HookProject[]): readonly Place[] {
  const { projects: mapped } = mappingRulesOf(config);
  const byId = new Map(projects.map((project) => [project.id, project]));
  return projects.filter(({ archived }) => !archived).flatMap((project) => {
    const path = projectPath(project, byId);
    const projectName = encodeProject(mapped.toTaskwarrior(path) ?? path);
    return projectName === null ? [] : [{ project, path, projectName }];
  });
}

function asSelectable(path: readonly string[], label: string | null) {
  const labels = label === null ? [] : [label];
  return { project: path, labels, assignees: [], finishedAt: null, isTaken: true };
}

/** What has a comma would be two for `add`. */
function isToBeHad(label: string, { excludeLabels }: Selection): boolean {
  return !label.includes(",") &&
    !excludeLabels.some((each) => folded(each) === folded(label));
}

/** `null`: none, without what the doctor cannot give a task in Vikunja. */
function wayOf(
  path: readonly string[],
  directions: Directions | null,
  beginsHere: boolean,
): Pick<LoopPlan, "madeIn" | "deletedIn" | "leftOut"> | null {
  const isIn = (patterns: Directions["fromVikunja"]) => patterns.some((each) => isOf(path, each));
  const here = directions !== null && isIn(directions.fromVikunja);
  const there = directions !== null && isIn(directions.fromTaskwarrior);
  if (here && there) return null;
  if (here) {
    const leftOut = "its project only comes from Vikunja";
    return beginsHere ? null : { madeIn: "vikunja", deletedIn: "vikunja", leftOut };
  }
  if (there) {
    const leftOut = "its project only comes from Taskwarrior";
    return { madeIn: "taskwarrior", deletedIn: "taskwarrior", leftOut };
  }
  return beginsHere
    ? { madeIn: "taskwarrior", deletedIn: "vikunja", leftOut: null }
    : { madeIn: "vikunja", deletedIn: "taskwarrior", leftOut: null };
}

function rank({ leftOut, project }: LoopPlan, isHooked: PlanInput["isHooked"]): number {
  const isUsual = project.title === "Inbox" && project.parentId === 0;
  return (leftOut === null ? 0 : 4) + (isHooked(project) ? 0 : 2) + (isUsual ? 0 : 1);
}

function noWay(beginsHere: boolean): string {
  return beginsHere
    ? "the selected projects only come from Vikunja, where the doctor gives a task no label and " +
      "nothing for Taskwarrior's filter"
    : "the selected projects go neither way by `[direction]`";
}
