import type { Instant } from "@/domain/task.ts";

/** A task without a link, as far as recognising its counterpart goes. */
export interface Candidate {
  readonly id: string;
  readonly title: string;
  /** As a Vikunja path on both sides. */
  readonly project: readonly string[];
  readonly dueAt: Instant | null;
  readonly done: boolean;
  readonly linkHint: number | null;
}

interface Match {
  readonly taskwarrior: string;
  readonly vikunja: string;
  readonly because: "same title" | "link hint";
}

interface FirstContact {
  readonly matches: readonly Match[];
  /** Groups of the same project and title that were left apart, for people. */
  readonly ambiguous: readonly { readonly title: string; readonly count: number }[];
}

/**
 * Pairs tasks that meet for the first time: by a link hint that only one of them has, else by the same
 * project and title (NFC, trimmed), both open or both done, if exactly one on each side; of several
 * only those with a due date that is alone on both sides. Nothing is guessed.
 */
export function recognise(
  taskwarrior: readonly Candidate[],
  vikunja: readonly Candidate[],
): FirstContact {
  const hinted = byHint(taskwarrior, vikunja);
  const used = new Set(hinted.flatMap((match) => [match.taskwarrior, match.vikunja + "#"]));
  const left = group(taskwarrior.filter((task) => !used.has(task.id)));
  const right = group(vikunja.filter((task) => !used.has(task.id + "#")));
  const matches: Match[] = [...hinted];
  const ambiguous: { title: string; count: number }[] = [];
  for (const [key, ours] of left) {
    const theirs = right.get(key);
    if (theirs === undefined) continue;
    const found = pairUp(ours, theirs);
    matches.push(...found);
    const count = ours.length + theirs.length - 2 * found.length;
    const apart = ours.length > found.length && theirs.length > found.length;
    if (apart) ambiguous.push({ title: ours[0]?.title ?? "", count });
  }
  return { matches, ambiguous };
}

function byHint(taskwarrior: readonly Candidate[], vikunja: readonly Candidate[]): Match[] {
  const byId = new Map(vikunja.map((task) => [task.id, task]));
  const holders = new Map<string, Candidate[]>();
  for (const task of taskwarrior) {
    if (task.linkHint === null) continue;
    const id = String(task.linkHint);
    holders.set(id, [...holders.get(id) ?? [], task]);
  }
  return [...holders].flatMap(([id, tasks]): Match[] => {
    const there = byId.get(id);
    const alike = tasks.filter((task) => there !== undefined && keyOf(task) === keyOf(there));
    const [only] = tasks.length === 1 ? tasks : alike;
    if (there === undefined || only === undefined) return [];
    if (tasks.length > 1 && alike.length !== 1) return [];
    return [{ taskwarrior: only.id, vikunja: id, because: "link hint" }];
  });
}

function pairUp(ours: readonly Candidate[], theirs: readonly Candidate[]): Match[] {
  const match = (a: Candidate, b: Candidate): Match => ({
    taskwarrior: a.id,
    vikunja: b.id,
    because: "same title",
  });
  const [a, b] = [ours[0], theirs[0]];
  if (ours.length === 1 && theirs.length === 1 && a !== undefined && b !== undefined) {
    return [match(a, b)];
  }
  return ours.flatMap((task) => {
    const sameDue = (other: Candidate) => other.dueAt !== null && other.dueAt === task.dueAt;
    const twins = theirs.filter(sameDue);
    const [twin] = twins;
    if (twin === undefined || twins.length > 1 || ours.filter(sameDue).length > 1) return [];
    return [match(task, twin)];
  });
}

function group(tasks: readonly Candidate[]): Map<string, Candidate[]> {
  const groups = new Map<string, Candidate[]>();
  for (const task of tasks) {
    const key = keyOf(task);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [task]);
    else known.push(task);
  }
  return groups;
}

function keyOf(task: Candidate): string {
  return JSON.stringify([task.project, task.title.normalize("NFC").trim(), task.done]);
}
