import type { RecordedChange } from "@/adapters/taskwarrior/feed.ts";
import { type Evidence, fine, type Judge, type OwnImport } from "@/adapters/taskwarrior/judge.ts";
import {
  type PropertyValue,
  sameStored,
  storedProperties,
  withProperties,
} from "@/adapters/taskwarrior/stored_property.ts";
import { sameTask } from "@/adapters/taskwarrior/task_object.ts";

type Operation = Extract<RecordedChange, { readonly kind: "property" }>;

interface Lost {
  readonly values: ReadonlyMap<string, PropertyValue>;
  /** We replaced a value of somebody else's by one of ours. */
  readonly clash: boolean;
}

/**
 * Taskwarrior 3 loses nothing by itself, but an import replaces whole tasks: what somebody changed
 * between our read and our import is put back by it. The operations of our import then name
 * properties we did not mean to change, or replace values we did not know of.
 * `isDate`: whether an attribute is stored as epoch seconds.
 */
export function createJudge3(isDate: (attribute: string) => boolean): Judge {
  return ({ changes, own = [], current }: Evidence) => {
    if (current === undefined) return fine;
    const operations = changes.flatMap((change) => change.kind === "property" ? [change] : []);
    const losses = own.map((mine) => lostBy(mine, operations, isDate));
    const values = new Map(losses.flatMap((loss) => [...loss.values]));
    const object = withProperties(current, values, isDate);
    if (sameTask(object, current)) return fine;
    return { kind: "restore", object, clash: losses[0]?.clash ?? false };
  };
}

function lostBy(
  { base, object }: OwnImport,
  operations: readonly Operation[],
  isDate: (attribute: string) => boolean,
): Lost {
  const known = storedProperties(base, isDate);
  const written = storedProperties(object, isDate);
  const isOurs = (property: string) => !sameStored(known.get(property), written.get(property));
  const command = operations.find(({ property, after }) =>
    isOurs(property) && sameStored(after, written.get(property))
  )?.command;
  const done = operations.filter((operation) => operation.command === command);
  const unknown = done.filter(({ property, before }) => !sameStored(before, known.get(property)));
  const clash = unknown.some(({ property }) => isOurs(property));
  const undone = clash ? done : unknown;
  const last = new Map(operations.map((operation) => [operation.property, operation]));
  const lost = undone.filter((operation) => last.get(operation.property) === operation);
  return { values: new Map(lost.map(({ property, before }) => [property, before])), clash };
}
