import { isPresent, type Replica } from "@/ports/replica.ts";
import type { Json } from "@/domain/json.ts";
import type { Instant, PresentReading, Reading, Task } from "@/domain/task.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { LogReader } from "@/ports/log_reader.ts";

/** Finished tasks without a counterpart that go over to Vikunja: those finished within that time; `null`: all. */
export interface FinishedRule {
  readonly now: Date;
  readonly withinMs: number | null;
}

/** When the log first knew of the pair that a Vikunja id is linked in (ISO); `null`: it is linked in none. */
type KnownSince = (vikunjaId: number) => Instant | null;

/**
 * Finished, and linked by an earlier log to a task that is another one's or gone: a finished date of a repeating
 * task, for one. Making it again in Vikunja would double what was there. One that was made since this log knows
 * the task that it names is a copy (`task duplicate`) which was finished before anybody saw it. So is, whatever the
 * clock of this machine was set to, one that was made and finished soon after, where `isNews`: it was changed since this
 * log read all of Taskwarrior.
 */
export function isHistory(
  { task, linkHint, extra }: PresentReading,
  since: KnownSince,
  isNews = false,
): boolean {
  if (!task.done || linkHint === null) return false;
  const knownAt = since(linkHint);
  const madeAt = instantOf(extra["entry"]);
  if (knownAt === null || madeAt === null) return true;
  return madeAt < knownAt && !(isNews && isSoonOver(task, madeAt));
}

/** A copy is seen within minutes, mostly. */
const latelyMs = 3_600_000;

function isSoonOver({ doneAt }: Task, madeAt: Instant): boolean {
  return doneAt !== null && Math.abs(Date.parse(doneAt) - Date.parse(madeAt)) < latelyMs;
}

/**
 * Where the clock was set back since, it stamps what is made now as older than what the log knew then: of that, what was
 * made lately.
 */
export function onThisClock(knownAt: Instant, now: Date | undefined): Instant {
  if (now === undefined || Date.parse(knownAt) <= now.getTime()) return knownAt;
  return new Date(now.getTime() - latelyMs).toISOString();
}

/** Of `20270101T000000Z`, as Taskwarrior stamps; `null`: none. */
function instantOf(stamp: Json | undefined): Instant | null {
  if (typeof stamp !== "string") return null;
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
}

/** Finished longer ago than the rule says; one whose end nobody knows is not. */
export function isOld({ task }: PresentReading, { now, withinMs }: FinishedRule): boolean {
  if (withinMs === null || !task.done || task.doneAt === null) return false;
  return now.getTime() - Date.parse(task.doneAt) > withinMs;
}

/**
 * Ids of new tasks that stay in Taskwarrior only: the old ones, but not what a task that goes over, or is there,
 * waits for, since its dependency could not go over without.
 */
export function staying(
  newcomers: readonly PresentReading[],
  linked: readonly PresentReading[],
  { since, isNews, ...rule }: FinishedRule & {
    readonly since: KnownSince;
    readonly isNews?: boolean;
  },
): ReadonlySet<string> {
  const old = new Map(
    newcomers.filter((each) => isOld(each, rule)).map((each) => [each.id, each]),
  );
  const going = newcomers.filter((each) => !old.has(each.id) && !isHistory(each, since, isNews));
  const waiting = [...linked, ...going];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    for (const id of each.task.depends) {
      const blocker = old.get(id);
      if (blocker === undefined) continue;
      old.delete(id);
      waiting.push(blocker);
    }
  }
  return new Set(old.keys());
}

interface Asked {
  readonly finishedWithinMs?: number | null;
}

/** What a run was asked for goes before what is configured. */
export function finishedRule(
  { now, finishedWithinMs }: Asked & { readonly now: () => Date },
  asked: Asked,
): FinishedRule {
  return { now: now(), withinMs: asked.finishedWithinMs ?? finishedWithinMs ?? null };
}

interface BlockersDeps {
  readonly log: Pick<LogReader, "isKnown">;
  readonly replicas: { readonly taskwarrior: Pick<Replica, "read"> };
  readonly editClock: Pick<EditClock, "toServerClock">;
}

/** Besides what changed, the tasks without a counterpart that those wait for: they stayed, and may have to go over. */
export async function withBlockers(
  { log, replicas, editClock }: BlockersDeps,
  readings: readonly Reading[],
  { withinMs }: FinishedRule,
  signal: AbortSignal,
): Promise<readonly Reading[]> {
  if (withinMs === null) return readings;
  const all = [...readings];
  const asked = new Set(all.map(({ id }) => id));
  for (let fresh = all.filter(isPresent); fresh.length > 0;) {
    const ids = new Set(fresh.flatMap(({ task }) => task.depends));
    const missing = [...ids].filter((id) => !asked.has(id) && !log.isKnown(id));
    if (missing.length === 0) break;
    for (const id of missing) asked.add(id);
    const read = (await replicas.taskwarrior.read(missing, signal)).filter(isPresent);
    fresh = read.map((each) => editClock.toServerClock("taskwarrior", each)).filter(isPresent);
    all.push(...fresh);
  }
  return all;
}

/** What is said of those that stayed, in a line; nothing where there are none. */
export function stayedNote(count: number, { withinMs }: FinishedRule): readonly string[] {
  if (count === 0 || withinMs === null) return [];
  const tasks = count === 1 ? "1 task" : `${count.toLocaleString("en-US")} tasks`;
  const stay = count === 1 ? "stays" : "stay";
  return [`${tasks} finished more than ${timeText(withinMs)} ago ${stay} in Taskwarrior only`];
}

function timeText(ms: number): string {
  const units = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]] as const;
  const [name, unitMs] = units.find(([, unit]) => ms >= unit && ms % unit === 0) ??
    ["second", 1_000];
  const count = Math.round(ms / unitMs);
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}
