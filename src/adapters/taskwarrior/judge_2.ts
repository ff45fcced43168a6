import type { Json } from "@/domain/json.ts";
import { type Evidence, fine, type Judge, type Sent } from "@/adapters/taskwarrior/judge.ts";
import {
  isElement,
  objectOf,
  type Parts,
  partsOf,
  sameTask,
  sameValue,
  statusOf,
  type TaskObject,
} from "@/adapters/taskwarrior/task_object.ts";

/**
 * Taskwarrior 2.6 writes whole files from what it read before: writers that overlap destroy each
 * other's changes, silently, but each leaves its line in the backlog. So what the lines add up to
 * must be there. `isUndoable`: false where the user undid the task's creation.
 */
export function createJudge2(isUndoable: (uuid: string) => boolean): Judge {
  return (evidence) => {
    const { object, clash } = targetOf(evidence);
    const { current, uuid } = evidence;
    if (object === undefined || sameTask(object, current)) return fine;
    const isGone = current === undefined && (statusOf(object) === "deleted" || !isUndoable(uuid));
    return isGone ? fine : { kind: "restore", object, clash };
  };
}

interface Target {
  readonly object: TaskObject | undefined;
  readonly clash: boolean;
}

function targetOf({ changes, sent }: Evidence): Target {
  const lines = changes.flatMap((change) => change.kind === "state" ? [change.object] : []);
  const last = lines.at(-1);
  if (sent === undefined) return { object: last, clash: false };
  if (lines.length <= sent.objects.length) {
    return { object: last ?? sent.objects.at(-1), clash: false };
  }
  return addUp(lines, sent);
}

/**
 * Ours and theirs, part by part. A line of theirs that has an old value where we wrote a new one was
 * begun before our write: it did not mean to put it back.
 */
function addUp(lines: readonly TaskObject[], sent: Sent): Target {
  const [ours] = sent.objects;
  if (ours === undefined) return { object: lines.at(-1), clash: false };
  const base: Parts = sent.base === undefined ? new Map() : partsOf(sent.base);
  const written = partsOf(ours);
  const theirs: [string, Json | undefined][] = [];
  let before = base;
  let isAfterOurs = false;
  let clash = false;
  for (const line of lines) {
    if (sent.objects.some((object) => sameTask(object, line))) {
      isAfterOurs = true;
      continue;
    }
    const now = partsOf(line);
    for (const part of new Set([...before.keys(), ...now.keys()])) {
      const value = now.get(part);
      if (sameValue(value, before.get(part)) || sameValue(value, written.get(part))) continue;
      const isOurs = !sameValue(base.get(part), written.get(part));
      if (isOurs && sameValue(value, base.get(part))) continue;
      if (isOurs && !isAfterOurs && !isElement(part)) clash = true;
      theirs.push([part, value]);
    }
    before = now;
  }
  return { object: applied(clash ? base : written, theirs), clash };
}

function applied(start: Parts, changes: readonly [string, Json | undefined][]): TaskObject {
  const parts = new Map(start);
  for (const [part, value] of changes) {
    if (value === undefined) parts.delete(part);
    else parts.set(part, value);
  }
  return objectOf(parts);
}
