import { newestIn } from "@/adapters/taskwarrior/v3/feed_3.ts";
import {
  type Evidence,
  fine,
  type Judge,
  type OwnImport,
} from "@/adapters/taskwarrior/common/judge.ts";
import {
  type Block,
  blocksOf,
  type PropertyChange,
} from "@/adapters/taskwarrior/v3/operation_blocks.ts";
import {
  isDerived,
  type PropertyValue,
  sameStored,
  storedProperties,
  withProperties,
} from "@/adapters/taskwarrior/stored/stored_property.ts";
import { sameTask } from "@/adapters/taskwarrior/stored/task_object.ts";

type IsDate = (attribute: string) => boolean;
type Properties = ReadonlyMap<string, PropertyValue>;

interface Lost {
  readonly values: Properties;
  /** We replaced a value of somebody else's by one of ours. */
  readonly clash: boolean;
}

interface Losses {
  /** What our import is proven to have replaced. */
  readonly proven: Lost;
  /** What it may have replaced, where it cannot be told from somebody else's command. */
  readonly possible: Properties;
}

/**
 * Taskwarrior 3 loses nothing by itself, but an import replaces whole tasks: what somebody changed
 * between our read and our import is put back by it. The operations of our import then name
 * properties we did not mean to change, or replace values we did not know of. Which operations are
 * ours is proven by when the import ran and by what an import of that object must write; each import
 * is judged, those that restore too. `isDate`: whether an attribute is stored as epoch seconds.
 */
export function createJudge3(isDate: IsDate): Judge {
  return ({ changes, own = [], current }: Evidence) => {
    if (current === undefined) return fine;
    const operations = changes.flatMap((change) => change.kind === "property" ? [change] : []);
    const losses = own.map((mine) => lossesBy(mine, operations, isDate));
    const proven = new Map(losses.flatMap((loss) => [...loss.proven.values]));
    const object = withProperties(current, proven, isDate);
    if (!sameTask(object, current)) {
      return { kind: "restore", object, clash: losses[0]?.proven.clash ?? false };
    }
    const possible = new Map(losses.flatMap((loss) => [...loss.possible]));
    const maybe = withProperties(current, possible, isDate);
    return sameTask(maybe, current) ? fine : { kind: "unsure", object: maybe };
  };
}

function lossesBy(
  { base, object, from, to }: OwnImport,
  operations: readonly PropertyChange[],
  isDate: IsDate,
): Losses {
  const known = storedProperties(base, isDate);
  const written = storedProperties(object, isDate);
  const blocks = blocksOf(operations, known).filter(({ first, last }) =>
    first > newestIn(from) && last <= newestIn(to)
  );
  const losses = likeliest(blocks, written).map((block) =>
    lostBy(block, { known, written, operations })
  );
  const [one, ...others] = losses;
  if (one === undefined) {
    return { proven: { values: new Map(), clash: false }, possible: new Map() };
  }
  if (others.every((other) => sameProperties(one.values, other.values))) {
    return { proven: one, possible: new Map() };
  }
  const possible = new Map(losses.flatMap(({ values }) => [...values]));
  return { proven: { values: new Map(), clash: false }, possible };
}

/**
 * Those that can be our import: it names each property that was another one, and gives it our value. A
 * hook of the user's may have changed the value, or put the old one back.
 */
function likeliest(blocks: readonly Block[], written: Properties): readonly Block[] {
  const complete = blocks.filter((block) => isComplete(block, written));
  const exact = complete.filter(({ operations }) =>
    operations.every(({ property, after }) =>
      isDerived(property) || sameStored(after, written.get(property))
    )
  );
  return [exact, complete, blocks].find((some) => some.length > 0) ?? [];
}

function isComplete({ before, operations }: Block, written: Properties): boolean {
  const named = new Set(operations.map(({ property }) => property));
  return [...new Set([...before.keys(), ...written.keys()])].every((property) =>
    isDerived(property) || named.has(property) ||
    sameStored(before.get(property), written.get(property))
  );
}

interface Judged {
  readonly known: Properties;
  readonly written: Properties;
  readonly operations: readonly PropertyChange[];
}

function lostBy(block: Block, { known, written, operations }: Judged): Lost {
  const isOurs = (property: string) => !sameStored(known.get(property), written.get(property));
  const done = block.operations.filter(({ property }) => !isDerived(property));
  const unknown = done.filter(({ property }) =>
    !sameStored(block.before.get(property), known.get(property))
  );
  const clash = unknown.some(({ property }) => isOurs(property)) ||
    isDeletion(known, written) && isEdited(block, { known, operations });
  const undone = clash ? done : unknown;
  const last = new Map(operations.map((operation) => [operation.property, operation]));
  const lost = undone.filter((operation) => last.get(operation.property) === operation);
  const values = lost.map(({ property }) =>
    [property, block.before.get(property) ?? null] as const
  );
  return { values: new Map(values), clash };
}

function isDeletion(known: Properties, written: Properties): boolean {
  return written.get("status") === "deleted" && known.get("status") !== "deleted";
}

/**
 * Whatever was changed of a task before we deleted it, and we had not seen, goes before the deletion; and so does
 * what was changed right after that: the command had read the task before.
 */
function isEdited(
  { before, last }: Block,
  { known, operations }: Pick<Judged, "known" | "operations">,
): boolean {
  const isBefore = [...new Set([...before.keys(), ...known.keys()])].some((property) =>
    !isDerived(property) && !sameStored(before.get(property), known.get(property))
  );
  return isBefore ||
    operations.some(({ operation, property }) => operation > last && !isDerived(property));
}

function sameProperties(a: Properties, b: Properties): boolean {
  return a.size === b.size &&
    [...a].every(([property, value]) => b.has(property) && sameStored(value, b.get(property)));
}
