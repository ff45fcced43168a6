import type { Json } from "@/domain/json.ts";
import { type Evidence, fine, type Judge, type OwnImports } from "@/adapters/taskwarrior/judge.ts";
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

function targetOf({ changes, own }: Evidence): Target {
  const lines = changes.flatMap((change) => change.kind === "state" ? [change.object] : []);
  const last = lines.at(-1);
  if (own === undefined) return { object: last, clash: false };
  if (lines.length <= own.length) return { object: last ?? own.at(-1)?.object, clash: false };
  return addUp(lines, own);
}

/**
 * Ours and theirs, part by part. A line of theirs that has an old value where we wrote a new one was
 * begun before our write: it did not mean to put it back. Our lines come in the order of our imports.
 */
function addUp(lines: readonly TaskObject[], own: OwnImports): Target {
  const [ours] = own;
  if (ours === undefined) return { object: lines.at(-1), clash: false };
  const base: Parts = ours.base === undefined ? new Map() : partsOf(ours.base);
  const written = partsOf(ours.object);
  const theirs: [string, Json | undefined][] = [];
  let before = base;
  let found = 0;
  let clash = false;
  for (const line of lines) {
    if (sameTask(own[found]?.object, line)) {
      found += 1;
      continue;
    }
    const now = partsOf(line);
    for (const part of new Set([...before.keys(), ...now.keys()])) {
      const value = now.get(part);
      if (sameValue(value, before.get(part)) || sameValue(value, written.get(part))) continue;
      const isOurs = !sameValue(base.get(part), written.get(part));
      if (isOurs && sameValue(value, base.get(part))) continue;
      if (isOurs && found === 0 && !isElement(part)) clash = true;
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
