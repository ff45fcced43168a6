import { claimedLabel, isExpired } from "@/domain/claim.ts";
import type { TaskCommand } from "@/domain/decide/commands.ts";
import { SyncError } from "@/domain/errors.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import type { ClaimQueries, LeaseClock } from "@/ports/claims.ts";

export interface MirrorDeps {
  readonly claims: ClaimQueries;
  readonly engine: TaskEngine;
  readonly clock: LeaseClock;
}

/** Level-triggered: gives the label to what is claimed and lacks it, and takes it from what is not. */
export async function mirrorClaims(deps: MirrorDeps): Promise<void> {
  const { claims, engine } = deps;
  const held = heldTasks(deps);
  const labelled = new Set(claims.labelled(claimedLabel));
  await Promise.all([
    ...[...held].filter((task) => !labelled.has(task)).map((task) =>
      label(engine, task, { add: [claimedLabel], remove: [] })
    ),
    ...[...labelled].filter((task) => !held.has(task)).map((task) =>
      label(engine, task, { add: [], remove: [claimedLabel] })
    ),
  ]);
  await engine.quiet();
}

/** Takes the label from what is not claimed. */
export async function unlabelUnclaimed(deps: MirrorDeps): Promise<void> {
  const labelled = deps.claims.labelled(claimedLabel);
  if (labelled.length === 0) return;
  const held = heldTasks(deps);
  await Promise.all(
    labelled.filter((task) => !held.has(task)).map((task) =>
      label(deps.engine, task, { add: [], remove: [claimedLabel] })
    ),
  );
  await deps.engine.quiet();
}

function heldTasks({ claims, clock }: MirrorDeps): ReadonlySet<string> {
  const now = clock();
  return new Set(
    claims.leased().filter(({ lease }) => !isExpired(lease, now)).map(({ task }) => task),
  );
}

async function label(
  engine: TaskEngine,
  task: string,
  labels: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<void> {
  const conditions = { ifVersion: null, token: null };
  await askForLater(engine, task, { type: "EditTask", change: { labels }, conditions });
}

/** A task that is being written to, or has gone, is looked at again in the next round. */
export async function askForLater(
  engine: TaskEngine,
  task: string,
  command: TaskCommand,
): Promise<void> {
  try {
    await engine.ask(task, command);
  } catch (thrown) {
    const isForLater = thrown instanceof SyncError &&
      (thrown.code === "LOCKED" || thrown.code === "USAGE");
    if (!isForLater) throw thrown;
  }
}
