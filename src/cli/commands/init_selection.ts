import { asSyncError } from "@/domain/errors.ts";
import { folded } from "@/domain/folded.ts";
import { isOf } from "@/domain/selection.ts";
import type { SyncPlan } from "@/ports/operations.ts";
import type { ChosenSelection } from "@/ports/setup.ts";
import { askOnce } from "@/cli/commands/ask.ts";
import { type ChosenProjects, chosenProjects } from "@/cli/commands/chosen_projects.ts";
import type { Context, Opened } from "@/cli/command.ts";
import { askLongAgo } from "@/cli/commands/long_ago.ts";
import { counted } from "@/words/words.ts";

/** A list longer than that says how many more there are. */
const mostListed = 20;

/** Those of both sides, which differ in more than case; the Inbox first. */
export function allProjects(
  there: readonly string[],
  here: readonly string[],
): readonly string[] {
  const known = new Set(there.map(folded));
  return [...there, ...here.filter((name) => !known.has(folded(name))).toSorted()];
}

export function listProjects(
  names: readonly string[],
  { output }: Pick<Context, "output">,
): void {
  names.slice(0, mostListed).forEach((name, at) =>
    output.note(`  ${String(at + 1).padStart(2)}  ${name}`)
  );
  const more = names.length - mostListed;
  if (more > 0) output.note(`  and ${counted(more, "other")}, by name`);
}

/** All of them, some, or all but some. */
export async function askProjects(
  names: readonly string[],
  context: Pick<Context, "askText" | "output">,
): Promise<ChosenProjects> {
  context.output.note("Which projects are to be the same on both sides? Each with all below it.");
  listProjects(names, context);
  for (;;) {
    const question = "Projects, by number or name, -2 for all but that one [all]:";
    const chosen = chosenProjects(await askOnce(question, "shown", context.askText), names);
    if (!("wrong" in chosen)) return chosen;
    context.output.note(`${chosen.wrong}; like 1 3-5, or Work, Home.*, or -2`);
  }
}

/** Of a list that was synced before, another selection is the matter of `sync`, which shows what it changes. */
export async function mayAskSelection(
  { config, deps }: Opened,
  { signal }: Pick<Context, "signal">,
): Promise<boolean> {
  if (config.selection !== null) return false;
  const { lastSyncAt, linked } = await (await deps.inspect("log")).status(signal);
  return lastSyncAt === null && linked === 0;
}

/** What becomes of tasks without a project, where that is not what somebody may expect; `null`: they are synced. */
export function leftWithout(
  project: string,
  { projects, excludeProjects }: ChosenProjects,
): string | null {
  const isAmong = (names: readonly string[]) =>
    names.some((name) => isOf(project.split("."), name.split(".")));
  const isTaken = (projects.length === 0 || isAmong(projects)) && !isAmong(excludeProjects);
  return isTaken
    ? null
    : `tasks without a project would be in ${project}, which is not chosen: they stay in Taskwarrior`;
}

type Planned = (selection: ChosenSelection | null) => Promise<SyncPlan>;

interface PlannedSelection {
  readonly selection: ChosenSelection | null;
  readonly plan: SyncPlan;
}

export async function planGiven(
  selection: ChosenSelection | null,
  planned: Planned,
): Promise<PlannedSelection> {
  return { selection, plan: await planned(selection) };
}

interface Choosing {
  readonly wanted: ChosenProjects;
  readonly names: readonly string[];
  readonly planned: Planned;
}

/** What another profile syncs as well is asked for again; then what is to become of old finished tasks. */
export async function planChosen(
  { wanted, names, planned }: Choosing,
  context: Pick<Context, "askText" | "output">,
): Promise<PlannedSelection> {
  let chosen = wanted;
  for (;;) {
    try {
      const first = await planGiven(selectionOf(chosen, null), planned);
      const doneWithin = await askLongAgo(first.plan, context.askText);
      return doneWithin === null
        ? first
        : await planGiven(selectionOf(chosen, doneWithin), planned);
    } catch (thrown) {
      const error = asSyncError(thrown);
      if (error.code !== "BINDING" || !("shared" in error.details)) throw error;
      context.output.settle();
      context.output.error(error);
      chosen = await askProjects(names, context);
    }
  }
}

/** `null`: everything is synced. */
export function selectionOf(
  chosen: ChosenProjects,
  doneWithin: string | null,
): ChosenSelection | null {
  const { projects, excludeProjects } = chosen;
  const isAll = projects.length + excludeProjects.length === 0 && doneWithin === null;
  return isAll ? null : { projects, excludeProjects, doneWithin };
}
