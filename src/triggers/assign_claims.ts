import { isExpired } from "@/domain/claim.ts";
import { asSyncError } from "@/domain/errors.ts";
import type { ClaimToShow } from "@/domain/decide/mirror_claim.ts";
import type { LeasedTask } from "@/ports/claims.ts";
import { askForLater, type MirrorDeps } from "@/triggers/mirror_claims.ts";
import type { StoredStep } from "@/engine/actor.ts";

export interface AssignDeps extends MirrorDeps {
  /** Who stands for a claim in Vikunja, by user name; `null`: claims show so no more. */
  readonly assignee: AssigneeFor | null;
  /** Hears of each step that is in the log, until what it gives back is called. */
  readonly onStep: (listener: (step: StoredStep) => void) => () => void;
}

/** `project`: its path from the root. */
export type AssigneeFor = (agent: string, project: readonly string[]) => Promise<string>;

/**
 * Level-triggered: shows what is claimed as an assignee, and takes away what showed a claim that is over.
 * Answers what could not be done and why, a line for each reason; nothing else fails because of it.
 */
export async function assignClaims(deps: AssignDeps): Promise<readonly string[]> {
  const { engine } = deps;
  const shown = new Map(deps.claims.shown().map(({ task, token }) => [task, token]));
  const held = heldClaims(deps);
  const over = [...shown.keys()].filter((task) => !held.has(task));
  const fresh = [...held.values()].filter(({ task, lease }) => shown.get(task) !== lease.token);
  if (over.length + fresh.length === 0) return [];
  const reasons = new Set<string>();
  const stop = deps.onStep((step) => {
    for (const reason of refusals(step)) reasons.add(`claims: ${reason}`);
  });
  const show = (task: string, claim: ClaimToShow) =>
    askForLater(engine, task, { type: "MirrorClaim", claim });
  try {
    await Promise.all(over.map((task) => show(task, null)));
    const named = await Promise.all(fresh.map(async ({ task, project, lease }) => {
      const assignee = await deps.assignee?.(lease.agent, project);
      return { task, claim: assignee === undefined ? null : { token: lease.token, assignee } };
    }));
    await Promise.all(named.map(({ task, claim }) => show(task, claim)));
  } catch (thrown) {
    reasons.add(`claims: ${asSyncError(thrown).message}`);
  }
  await engine.quiet();
  stop();
  return [...reasons];
}

/** What is to show. */
function heldClaims({ claims, clock, assignee }: AssignDeps): ReadonlyMap<string, LeasedTask> {
  if (assignee === null) return new Map();
  const leased = claims.leased();
  if (leased.length === 0) return new Map();
  const now = clock();
  const held = leased.filter(({ lease }) => !isExpired(lease, now));
  return new Map(held.map((one) => [one.task, one]));
}

function refusals({ before, events }: StoredStep): readonly string[] {
  return events.flatMap((event) => {
    if (event.type !== "PushConfirmed" || event.data.side !== "vikunja") return [];
    const push = before.vikunja.pending?.push;
    const isOurs = push?.kind === "update" && push.patch.assignment !== undefined;
    return isOurs ? event.data.leftOut : [];
  });
}
