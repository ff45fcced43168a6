import type { TaskCommand } from "@/domain/decide/commands.ts";
import { SyncError } from "@/domain/errors.ts";
import { type TaskLink, type TaskRef, withLinks } from "@/domain/links.ts";
import type { RunPolicy } from "@/domain/policy.ts";
import type { PairState } from "@/domain/state.ts";
import {
  decideSteps,
  type Known,
  type Lacking,
  nothingKnown,
  type Step,
} from "@/domain/decide/steps.ts";
import type { Side } from "@/domain/task.ts";

/** What is read for a decision, of the log as it is now. */
interface Lookups {
  readonly link: (task: TaskRef) => TaskLink;
  readonly pair: (streamId: string) => PairState;
}

/** Decides, and again with all that the decision said it lacks, until it lacks nothing. */
export function decideWith(
  before: PairState,
  command: TaskCommand,
  policy: RunPolicy,
  lookups: Lookups & { readonly underWay: readonly Side[] },
): readonly Step[] {
  let known: Known = { ...nothingKnown, underWay: lookups.underWay };
  for (;;) {
    const decided = decideSteps(before, command, policy, known);
    if (decided.kind === "decided") return decided.steps;
    known = lookUp(known, decided, lookups);
  }
}

function lookUp(known: Known, { tasks, pairs }: Lacking, { link, pair }: Lookups): Known {
  const isNews = tasks.some(({ side, id }) => !known.links[side].has(id)) ||
    pairs.some((streamId) => !known.pairs.has(streamId));
  if (!isNews) throw new SyncError("INTERNAL", "Cannot decide: what was handed in is not taken");
  const links = withLinks(known.links, tasks.map((task) => [task, link(task)] as const));
  const added = pairs.map((streamId) => [streamId, pair(streamId)] as const);
  return { ...known, links, pairs: new Map([...known.pairs, ...added]) };
}
