import type { Config } from "@/config/config.ts";
import { filterWords } from "@/config/filter_words.ts";
import type { JsonObject } from "@/domain/json.ts";
import { keptOffset } from "@/app/run/edit_clock.ts";
import { isSteady } from "@/app/run/steady_filter.ts";
import type { Run } from "@/app/run/run.ts";
import type { SyncOptions, SyncSummary } from "@/ports/operations.ts";
import type { QuietBasis, QuietEnd } from "@/ports/quiet.ts";
import { sides } from "@/domain/task.ts";

/** `null`: what a run of this configuration finds depends on more than is looked at. */
export function quietBasis(config: Config, { sides }: Pick<Run, "sides">): QuietBasis | null {
  const { server, stateDir, socketPaths, caFile, selection } = config;
  const taskwarrior = sides.taskwarrior.standsOn?.() ?? null;
  const token = server?.tokenPlace ?? null;
  if (server === null || token === null || taskwarrior === null) return null;
  const isElsewhere = config.store !== null || config.taskwarrior.synced !== null;
  const filter = selection?.filter ?? null;
  const isByTime = filter !== null && !isSteady(filterWords(filter) ?? [filter]);
  const isSpecial = config.profile !== null || config.claimsMirror !== "none";
  if (isElsewhere || isByTime || isSpecial || config.warnings.length > 0) return null;
  return { stateDir, socketPaths, server: { url: server.url, caFile, token }, taskwarrior };
}

interface Ended {
  readonly options: SyncOptions;
  readonly summary: SyncSummary;
  readonly record: JsonObject;
}

/** `null`: the next run has something to do, or to say. */
export function quietEnd(
  { log, sides: { vikunja } }: Pick<Run, "log" | "sides">,
  { fullEveryMs }: Pick<Config, "fullEveryMs">,
  { options, summary, record }: Ended,
): QuietEnd | null {
  const clock = keptOffset(log.cachedFacts);
  const recordedAt = log.lastSyncAt();
  if (clock === null || recordedAt === null || !isNothing(summary) || !isPlain(options)) {
    return null;
  }
  const waiting = [log.pendingPushes(), log.leftOutList(), log.deadLetterList(), log.heldList()];
  if (waiting.some((list) => list.length > 0) || log.lastFailure() !== null) return null;
  const read = sides.map((side) => Date.parse(log.lastCompleteAt(side) ?? "") + fullEveryMs);
  const untilMs = Math.min(...read, vikunja.heardUntilMs?.() ?? 0);
  return Number.isNaN(untilMs) ? null : { untilMs, clock, summary, recordedAt, record };
}

function isNothing(summary: SyncSummary): boolean {
  const { created, updated, deleted, conflicts, pending, failed, held, undecided } = summary;
  const done = [created, updated, deleted].flatMap((by) => sides.map((side) => by[side]));
  const counts = [...done, conflicts, pending, failed, held ?? 0, undecided ?? 0];
  const isSilent = summary.warnings.length === 0 && (summary.notes ?? []).length === 0;
  return isSilent && summary.requests === 1 && counts.every((count) => count === 0);
}

function isPlain(options: SyncOptions): boolean {
  const { projects, full, allowMassDelete, answers, finishedWithinMs, acceptsSelection } = options;
  return projects.length === 0 && !full && !allowMassDelete && answers === undefined &&
    finishedWithinMs === undefined && acceptsSelection !== true;
}
