import type { Side, Task } from "@/domain/task.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Replica } from "@/ports/replica.ts";
import type { Look } from "@/triggers/looks.ts";

/** New tasks on one side from which on a run says beforehand what it is about to do. */
const many = 500;

interface EffortDeps {
  readonly log: Pick<LogReader, "isKnown">;
  readonly replicas: Readonly<Record<Side, Pick<Replica, "writeCost">>>;
  /** Whether the id of each task made in Vikunja is noted in Taskwarrior. */
  readonly notesLinks?: boolean;
}

/** What a run is about to make, and what that costs, in a line; `null`: not much. */
export async function effortNote(
  looks: readonly (readonly [string, Look])[],
  { log, replicas, notesLinks }: EffortDeps,
  signal: AbortSignal,
): Promise<string | null> {
  const { vikunja, taskwarrior } = newOnes(looks, log);
  const isManyThere = vikunja.length > many;
  const isManyHere = taskwarrior > many;
  if (!isManyThere && !isManyHere) return null;
  const there = await replicas.vikunja.writeCost?.(signal);
  const here = await replicas.taskwarrior.writeCost?.(signal);
  const parts = [
    ...(isManyThere ? [inVikunja(vikunja, there?.createsAtOnce ?? 1)] : []),
    ...(isManyHere ? [`${counted(taskwarrior)} tasks in Taskwarrior`] : []),
  ];
  const isWrittenHere = isManyHere || notesLinks === true;
  const slow = isWrittenHere ? here?.slowBecause ?? null : null;
  return `about to make ${parts.join(" and ")}${slow === null ? "" : `; ${slow}`}`;
}

function newOnes(
  looks: readonly (readonly [string, Look])[],
  log: EffortDeps["log"],
): { readonly vikunja: readonly Task[]; readonly taskwarrior: number } {
  const vikunja: Task[] = [];
  let taskwarrior = 0;
  for (const [streamId, { readings }] of looks) {
    const [only, other] = readings;
    if (only?.reading.kind !== "present" || other !== undefined || log.isKnown(streamId)) continue;
    if (only.side === "taskwarrior") vikunja.push(only.reading.task);
    else taskwarrior += 1;
  }
  return { vikunja, taskwarrior };
}

function inVikunja(tasks: readonly Task[], createsAtOnce: number): string {
  const finished = tasks.filter(({ done }) => done).length;
  const hint = finished === 0
    ? ""
    : ` (${counted(finished)} of them finished: \`done_within\` leaves old ones out)`;
  const requests = counted(requestsFor(tasks, createsAtOnce));
  return `${counted(tasks.length)} tasks in Vikunja, in about ${requests} requests${hint}`;
}

/** Tasks together by project; labels, comments and dependencies a task at a time. */
function requestsFor(tasks: readonly Task[], createsAtOnce: number): number {
  const perProject = new Map<string, number>();
  for (const { project } of tasks) {
    const key = JSON.stringify(project);
    perProject.set(key, (perProject.get(key) ?? 0) + 1);
  }
  let count = new Set(tasks.flatMap(({ labels }) => labels)).size;
  for (const tasksThere of perProject.values()) count += Math.ceil(tasksThere / createsAtOnce);
  for (const { labels, comments, depends } of tasks) {
    count += Math.min(labels.length, 2) + comments.length + depends.length;
  }
  return count;
}

function counted(count: number): string {
  return count.toLocaleString("en-US");
}
