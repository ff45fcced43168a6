import type { RecordedChange } from "@/adapters/taskwarrior/feed.ts";
import { type Evidence, fine, type Judge } from "@/adapters/taskwarrior/judge.ts";
import {
  ownProperties,
  type PropertyValue,
  withProperties,
} from "@/adapters/taskwarrior/stored_property.ts";

/** One property's way since the task was read: what it was, and each value it then got. */
interface Way {
  readonly from: PropertyValue;
  readonly values: readonly PropertyValue[];
}

/**
 * Taskwarrior 3 loses nothing by itself, but an import replaces whole tasks: what somebody changed
 * between our read and our import was put back by it, and the operations show both.
 * `isDate`: whether an attribute is stored as epoch seconds.
 */
export function createJudge3(isDate: (attribute: string) => boolean): Judge {
  return ({ changes, sent, current }: Evidence) => {
    if (sent === undefined || current === undefined) return fine;
    const ours = ownProperties(sent, isDate);
    const ways = waysOf(changes);
    const lost = new Map<string, PropertyValue>();
    let clash = false;
    for (const [property, way] of ways) {
      const foreign = overwritten(way, ours.get(property));
      if (foreign === undefined) continue;
      lost.set(property, foreign);
      if (ours.has(property)) clash = true;
    }
    if (lost.size === 0) return fine;
    if (clash) {
      for (const [property, way] of ways) {
        if (ours.has(property) && !lost.has(property)) lost.set(property, way.from);
      }
    }
    return { kind: "restore", object: withProperties(current, lost, isDate), clash };
  };
}

/** The value of somebody else that our import replaced unseen; `undefined`: none. */
function overwritten(way: Way, ours: PropertyValue | undefined): PropertyValue | undefined {
  const result = way.values.at(-1);
  const isOurDoing = ours === undefined ? result === way.from : result === ours;
  return isOurDoing ? way.values.findLast((value) => value !== result) : undefined;
}

function waysOf(changes: readonly RecordedChange[]): ReadonlyMap<string, Way> {
  const ways = new Map<string, Way>();
  for (const change of changes) {
    if (change.kind !== "property") continue;
    const way = ways.get(change.property);
    const values = [...way?.values ?? [], change.after];
    ways.set(change.property, { from: way === undefined ? change.before : way.from, values });
  }
  return ways;
}
