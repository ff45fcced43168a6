import type { Instant, PresentReading, Reading } from "@/domain/task.ts";
import type { SeenInVikunja } from "@/ports/log_reader.ts";
import type { ServerStand } from "@/ports/replica.ts";

/** What shows that a server is not the later state of what it was: never by itself, only by a backup put back. */
export type Sign =
  | { readonly kind: "another"; readonly seen: SeenInVikunja; readonly reading: PresentReading }
  | { readonly kind: "older"; readonly seen: SeenInVikunja; readonly reading: PresentReading }
  | { readonly kind: "lost"; readonly seen: SeenInVikunja }
  /** Deleted once and there again; `streamId`: the task it was of. */
  | {
    readonly kind: "back";
    readonly streamId: string;
    readonly reading: PresentReading;
    /** Whether somebody changed it since, so that it is to stay. */
    readonly isChanged: boolean;
  }
  | { readonly kind: "project"; readonly words: string };

/** How far stamps of the server can be trusted. */
export interface StampTrust {
  /** Server's clock minus ours, ms. */
  readonly offsetMs: number;
  /** The server's clock, ms since 1970; `null`: it did not say. */
  readonly nowMs: number | null;
  /** ISO instant: somebody took the server as it was then, so stamps seen before say nothing. */
  readonly from: string | null;
  /** ISO instants between which what is compared was read: a stamp seen meanwhile may be a later one. */
  readonly read: { readonly from: string; readonly until: string };
}

/** Stamps have whole seconds, and answers to writes can be one off what is stored. */
const slackMs = 2_000;
const createdSlackMs = 1_000;
/** A stamp that is further ahead of the moment in which it was seen is from a clock that was wrong. */
const aheadMs = 120_000;

/** Whether the stamp that was seen is one that the task must never fall behind. */
function isBinding(seen: SeenInVikunja, trust: StampTrust): boolean {
  if (seen.updatedAt === null || seen.seenAt === null) return false;
  if (trust.from !== null && seen.seenAt <= trust.from) return false;
  if (trust.read.from <= seen.seenAt && seen.seenAt <= trust.read.until) return false;
  const stamp = Date.parse(seen.updatedAt);
  return stamp <= Date.parse(seen.seenAt) + trust.offsetMs + aheadMs &&
    (trust.nowMs === null || stamp <= trust.nowMs + slackMs);
}

/**
 * Whether the newest changes that a list shows go together with those that the log has seen. Only for what is
 * not to be expected otherwise is everything read: a task that is gone makes this false as well.
 */
export function fitsStand(
  rows: readonly SeenInVikunja[],
  stand: ServerStand,
  trust: StampTrust,
): boolean {
  const stamps = new Map(stand.newest.map((task) => [task.id, task]));
  const shown = new Map(stand.newest.map(({ id, updatedAt }) => [id, Date.parse(updatedAt)]));
  const floor = stand.isWhole ? -Infinity : Math.min(...shown.values());
  return rows.every((seen) => {
    const now = stamps.get(seen.vikunjaId);
    if (now !== undefined && isAnother(seen.createdAt, now)) return false;
    const stamp = isBinding(seen, trust) ? Date.parse(seen.updatedAt ?? "") : -Infinity;
    if (stamp <= floor + slackMs) return true;
    return (shown.get(seen.vikunjaId) ?? -Infinity) >= stamp - slackMs;
  });
}

/**
 * The task with the newest stamp of all that were seen, where so many were changed since, or in the same second, that
 * a list of the newest ones does not reach down to it; `null`: it does, or shows one with that stamp as it was seen.
 */
export function beyondStand(
  rows: readonly SeenInVikunja[],
  stand: ServerStand,
  trust: StampTrust,
): SeenInVikunja | null {
  if (stand.isWhole || stand.newest.length === 0) return null;
  const stampOf = (seen: SeenInVikunja) => Date.parse(seen.updatedAt ?? "");
  const binding = rows.filter((seen) => isBinding(seen, trust))
    .toSorted((a, b) => stampOf(b) - stampOf(a));
  const [newest] = binding;
  const shown = new Map(stand.newest.map(({ id, updatedAt }) => [id, Date.parse(updatedAt)]));
  const floor = Math.min(...shown.values());
  if (newest === undefined || stampOf(newest) > floor + slackMs) return null;
  const isShown = binding.some((seen) =>
    stampOf(seen) === stampOf(newest) && shown.get(seen.vikunjaId) === stampOf(seen)
  );
  return isShown ? null : newest;
}

/** The signs in readings of some or all tasks; `stand`: what a read of everything showed besides. */
export function signsIn(
  rows: readonly SeenInVikunja[],
  readings: readonly Reading[],
  stand: Pick<ServerStand, "projects" | "replacedProjects"> | null,
  trust: StampTrust,
): readonly Sign[] {
  const byId = new Map(readings.map((reading) => [Number(reading.id), reading]));
  const signs = rows.flatMap((seen): Sign[] => {
    const reading = byId.get(seen.vikunjaId);
    if (reading?.kind === "gone" && reading.how === "deleted") {
      return isLost(seen, stand, trust) ? [{ kind: "lost", seen }] : [];
    }
    if (reading?.kind !== "present") return [];
    if (isAnother(seen.createdAt, reading)) return [{ kind: "another", seen, reading }];
    return isOlder(seen, reading, trust) ? [{ kind: "older", seen, reading }] : [];
  });
  const projects = (stand?.replacedProjects ?? []).map((words): Sign => ({
    kind: "project",
    words,
  }));
  return [...signs, ...projects];
}

/** Ids are given once: one that carries another moment of creation belongs to another task. */
export function isAnother(
  createdAt: Instant | null,
  { createdAt: now }: Pick<PresentReading, "createdAt">,
): boolean {
  return createdAt !== null && now !== undefined &&
    Math.abs(Date.parse(now) - Date.parse(createdAt)) > createdSlackMs;
}

function isOlder(seen: SeenInVikunja, reading: PresentReading, trust: StampTrust): boolean {
  return isBinding(seen, trust) &&
    Date.parse(reading.changedAt) < Date.parse(seen.updatedAt ?? "") - slackMs;
}

/**
 * Making a task moves the stamp of its project: where that lies before, the project has never had it. Of several with
 * one title nobody has noted which one it was.
 */
function isLost(
  seen: SeenInVikunja,
  stand: Pick<ServerStand, "projects"> | null,
  trust: StampTrust,
): boolean {
  if (seen.createdAt === null || !isBinding(seen, trust)) return false;
  const path = JSON.stringify(seen.project);
  const before = Date.parse(seen.createdAt) - slackMs;
  const projects = (stand?.projects ?? []).filter((each) => JSON.stringify(each.path) === path);
  return projects.length > 0 &&
    projects.every(({ updatedAt }) => Date.parse(updatedAt) < before);
}

/** In a few lines, what was found. */
export function describeSigns(signs: readonly Sign[]): string {
  const of = <K extends Sign["kind"]>(kind: K) =>
    signs.filter((sign): sign is Extract<Sign, { kind: K }> => sign.kind === kind);
  const [older, another, lost, back] = [of("older"), of("another"), of("lost"), of("back")];
  const parts = [
    some(
      older,
      "is older than it was",
      "are older than they were",
      ({ seen, reading }) =>
        `#${seen.vikunjaId} «${seen.title}», changed ${seen.updatedAt} and now ${reading.changedAt}`,
    ),
    some(
      another,
      "is another one now",
      "are others now",
      ({ seen, reading }) =>
        `#${seen.vikunjaId} was «${seen.title}» and is «${reading.task.title}»`,
    ),
    some(
      lost,
      "was never made there",
      "were never made there",
      ({ seen }) => `#${seen.vikunjaId} «${seen.title}»`,
    ),
    some(
      back,
      "was deleted and is back",
      "were deleted and are back",
      ({ reading }) => `#${reading.id} «${reading.task.title}»`,
    ),
    ...of("project").map(({ words }) => words),
  ];
  return parts.filter((part) => part !== "").join("; ");
}

function some<T>(list: readonly T[], one: string, many: string, name: (of: T) => string): string {
  const [first] = list;
  if (first === undefined) return "";
  if (list.length === 1) return `1 task ${one} (${name(first)})`;
  return `${list.length} tasks ${many} (such as ${name(first)})`;
}
