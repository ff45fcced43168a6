import { invalidTaskField, Refusal } from "../errors.ts";
import type { Task } from "../store/rows.ts";
import type { World } from "../world.ts";
import { filterField } from "./fields.ts";
import { filterInstant, isTimeZone } from "./instants.ts";
import { incomplete, type Token, tokenize } from "./tokens.ts";

export type Matches = (task: Task) => boolean;

interface FilterOptions {
  readonly timeZone?: string | undefined;
  /** Also what has no value. */
  readonly includeNulls?: boolean;
}

/** What a filter asks; the empty one asks nothing. */
export function compileFilter(
  world: World,
  filter: string,
  { timeZone = "GMT", includeNulls = false }: FilterOptions,
): Matches {
  if (!isTimeZone(timeZone)) {
    throw new Refusal(400, 2003, `The timezone '${timeZone}' is invalid`, {
      i18n_params: { timezone: timeZone },
    });
  }
  const tokens = tokenize(filter);
  if (tokens.length === 0) return () => true;
  const reader = { tokens, place: 0, filter };
  const matches = group(reader, (token) => condition(world, token, { timeZone, includeNulls }));
  if (reader.place < tokens.length) throw incomplete(filter);
  return matches;
}

interface Reader {
  readonly tokens: readonly Token[];
  place: number;
  readonly filter: string;
}

type Condition = Token & { readonly kind: "condition" };

/** From left to right; neither join binds closer than the other. */
function group(reader: Reader, compile: (token: Condition) => Matches): Matches {
  let left = operand(reader, compile);
  for (;;) {
    const token = reader.tokens[reader.place];
    if (token?.kind !== "join") return left;
    reader.place += 1;
    const before = left;
    const right = operand(reader, compile);
    left = token.join === "&&"
      ? (task) => before(task) && right(task)
      : (task) => before(task) || right(task);
  }
}

function operand(reader: Reader, compile: (token: Condition) => Matches): Matches {
  const token = reader.tokens[reader.place];
  reader.place += 1;
  if (token?.kind === "condition") return compile(token);
  if (token?.kind !== "open") throw incomplete(reader.filter);
  const inner = group(reader, compile);
  if (reader.tokens[reader.place]?.kind !== "close") throw incomplete(reader.filter);
  reader.place += 1;
  return inner;
}

function condition(
  world: World,
  { field: name, comparator, value }: Condition,
  { timeZone, includeNulls }: { readonly timeZone: string; readonly includeNulls: boolean },
): Matches {
  const field = filterField(name);
  if (field === undefined) throw invalidTaskField(4016, name);
  const invalid = () =>
    new Refusal(400, 4019, `The task filter value '${value}' for field '${name}' is invalid.`);
  const values = comparator.endsWith("in") ? value.split(",").map((one) => one.trim()) : [value];
  const negated = comparator === "!=" || comparator === "not in";
  const orEmpty = (isEmpty: Matches, matches: Matches): Matches =>
    includeNulls ? (task) => isEmpty(task) || matches(task) : matches;

  switch (field.kind) {
    case "text": {
      const of = (task: Task) => asciiLower(field.of(task));
      return orEmpty((task) => field.of(task) === "", textMatches(of, comparator, values));
    }
    case "number": {
      const wanted = values.map((one) => {
        if (!/^-?\d+(\.\d+)?$/.test(one)) throw invalid();
        return Number(one);
      });
      const matches = ordered(field.of, comparator, wanted);
      return orEmpty((task) => field.of(task) === 0, matches);
    }
    case "boolean": {
      if (!["true", "false", "1", "0"].includes(value)) throw invalid();
      const wanted = value === "true" || value === "1";
      return (task) => (field.of(task) === wanted) !== negated;
    }
    case "date": {
      const wanted = values.map((one) => {
        const instant = filterInstant(one, world.now(), timeZone);
        if (instant === null) throw invalid();
        return instant;
      });
      return orEmpty((task) => field.of(task) === null, dated(field.of, comparator, wanted));
    }
    case "labels": {
      const wanted = values.map(Number);
      if (wanted.some(Number.isNaN)) throw invalid();
      const has: Matches = (task) => task.labelIds.some((id) => wanted.includes(id));
      return orEmpty((task) => task.labelIds.length === 0, (task) => has(task) !== negated);
    }
    case "assignees": {
      const wanted = values.flatMap((name) => world.store.by.userByName(name).map((it) => it.id));
      const has: Matches = (task) => task.assigneeIds.some((id) => wanted.includes(id));
      return orEmpty((task) => task.assigneeIds.length === 0, (task) => has(task) !== negated);
    }
    case "reminders": {
      const wanted = filterInstant(value, world.now(), timeZone);
      if (wanted === null) throw invalid();
      const matches: Matches = (task) =>
        task.reminders.some(({ at }) => dated(() => at, comparator, [wanted])(task));
      return orEmpty((task) => task.reminders.length === 0, matches);
    }
  }
}

function textMatches(
  of: (task: Task) => string,
  comparator: string,
  values: readonly string[],
): Matches {
  const wanted = values.map(asciiLower);
  if (comparator === "like") {
    const parts = wanted.map((one) => one.replace(/^%|%$/g, ""));
    return (task) => parts.some((part) => of(task).includes(part));
  }
  return ordered(of, comparator, wanted);
}

function ordered<T extends string | number>(
  of: (task: Task) => T,
  comparator: string,
  wanted: readonly T[],
): Matches {
  const first = wanted[0] as T;
  switch (comparator) {
    case ">":
      return (task) => of(task) > first;
    case ">=":
      return (task) => of(task) >= first;
    case "<":
      return (task) => of(task) < first;
    case "<=":
      return (task) => of(task) <= first;
    case "!=":
    case "not in":
      return (task) => !wanted.includes(of(task));
    default:
      return (task) => wanted.includes(of(task));
  }
}

/** On SQLite a stored date is always before an equal one of a filter, so equality never holds. */
function dated(
  of: (task: Task) => number | null,
  comparator: string,
  wanted: readonly number[],
): Matches {
  const first = wanted[0] ?? 0;
  switch (comparator) {
    case ">":
    case ">=":
      return (task) => (of(task) ?? -Infinity) > first;
    case "<":
    case "<=":
      return (task) => (of(task) ?? Infinity) <= first;
    case "!=":
    case "not in":
      return (task) => of(task) !== null;
    default:
      return () => false;
  }
}

/** As SQLite folds letters: the 26 only. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
