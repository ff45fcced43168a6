import { isExpired } from "@/domain/claim.ts";
import { SyncError } from "@/domain/errors.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import type { ClaimQueries, LeaseClock } from "@/ports/claims.ts";

/** The label, and the tag, that a claimed task has where people want to see claims; it is ours alone. */
export const claimedLabel = "claimed";

export interface MirrorDeps {
  readonly claims: ClaimQueries;
  readonly engine: TaskEngine;
  readonly clock: LeaseClock;
}

/** Level-triggered: gives the label to what is claimed and lacks it, and takes it from what is not. */
export async function mirrorClaims({ claims, engine, clock }: MirrorDeps): Promise<void> {
  const now = clock();
  const held = new Set(
    claims.leased().filter(({ lease }) => !isExpired(lease, now)).map(({ task }) => task),
  );
  const labelled = new Set(claims.labelled(claimedLabel));
  const label = (task: string, add: readonly string[], remove: readonly string[]) =>
    ask(engine, task, { add, remove });
  await Promise.all([
    ...[...held].filter((task) => !labelled.has(task)).map((task) =>
      label(task, [claimedLabel], [])
    ),
    ...[...labelled].filter((task) => !held.has(task)).map((task) =>
      label(task, [], [claimedLabel])
    ),
  ]);
  await engine.quiet();
}

/** A task that is being written to, or has gone, is looked at again in the next round. */
async function ask(
  engine: TaskEngine,
  task: string,
  labels: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<void> {
  const conditions = { ifVersion: null, token: null };
  try {
    await engine.ask(task, { type: "EditTask", change: { labels }, conditions });
  } catch (thrown) {
    const isForLater = thrown instanceof SyncError &&
      (thrown.code === "LOCKED" || thrown.code === "USAGE");
    if (!isForLater) throw thrown;
  }
}
