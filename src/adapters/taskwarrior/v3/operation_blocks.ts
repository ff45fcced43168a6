import type { RecordedChange } from "@/adapters/taskwarrior/common/feed.ts";
import type { PropertyValue } from "@/adapters/taskwarrior/stored/stored_property.ts";

export type PropertyChange = Extract<RecordedChange, { readonly kind: "property" }>;

/** What one command did to one task: it is stored at once, so nobody else's operations are among it. */
export interface Block {
  readonly operations: readonly PropertyChange[];
  /** Ids of the operations. */
  readonly first: number;
  readonly last: number;
  /** The task's properties just before it. */
  readonly before: ReadonlyMap<string, PropertyValue>;
}

/** `known`: the properties before the first of the operations, as far as these do not tell. */
export function blocksOf(
  operations: readonly PropertyChange[],
  known: ReadonlyMap<string, PropertyValue>,
): readonly Block[] {
  const now = new Map(known);
  return cut(operations).map((part) => {
    const before = new Map(now);
    for (const { property, after } of part) now.set(property, after);
    return {
      operations: part,
      first: part[0]?.operation ?? 0,
      last: part.at(-1)?.operation ?? 0,
      before,
    };
  });
}

/**
 * Where ids are left out another task, or the start of another command, lies between. Two commands without
 * that show by a property that is named again; each begins with `modified`.
 */
function cut(operations: readonly PropertyChange[]): readonly (readonly PropertyChange[])[] {
  const parts: PropertyChange[][] = [];
  for (const operation of operations) {
    const part = parts.at(-1);
    const previous = part?.at(-1);
    if (part === undefined || previous?.operation !== operation.operation - 1) {
      parts.push([operation]);
      continue;
    }
    const isRepeated = operation.property !== "modified" &&
      part.some(({ property }) => property === operation.property);
    const begins = isRepeated ? part.findLastIndex(({ property }) => property === "modified") : -1;
    if (begins > 0) parts.push([...part.splice(begins), operation]);
    else if (isRepeated) parts.push([operation]);
    else part.push(operation);
  }
  return parts;
}
