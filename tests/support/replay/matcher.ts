import { isTimestamp, type Json, type Rules, zeroDate } from "./scenario.ts";
import type { Variables } from "./variables.ts";

interface Looseness {
  /** The first that matches a path counts. */
  readonly rules: readonly Rules[];
  /** Lists whose order is free. */
  readonly unordered: readonly string[];
}

type Value = Json | undefined;

/** Where an answer is not as it was recorded, one line each. */
export function differences(
  path: string,
  { recorded, actual }: { readonly recorded: Value; readonly actual: Value },
  variables: Variables,
  looseness: Looseness,
): readonly string[] {
  const compare = (at: string, recorded: Value, actual: Value): readonly string[] => {
    const rule = ruleFor(at, looseness);
    if (rule === "ignore") return [];
    const isTemplate = typeof recorded === "string" && recorded.includes("{{");
    const expected = isTemplate ? variables.fill(recorded) : recorded;
    const unequal = [`${at}: expected ${short(expected)}, got ${short(actual)}`];
    if (kind(expected) !== kind(actual)) return unequal;
    if (rule !== undefined && !isTemplate) return isLoose(rule, expected, actual) ? [] : unequal;
    if (Array.isArray(expected)) {
      const list = actual as readonly Json[];
      if (expected.length !== list.length) return unequal;
      return isUnordered(at, looseness)
        ? compareFreely(at, expected, list)
        : expected.flatMap((one, place) => compare(`${at}.${place}`, one, list[place]));
    }
    if (typeof expected === "object" && expected !== null) {
      return compareObjects(at, expected, actual as Readonly<Record<string, Json>>);
    }
    return expected === actual ? [] : unequal;
  };
  const compareFreely = (at: string, expected: readonly Json[], list: readonly Json[]) => {
    const left = [...list];
    return expected.flatMap((one, place) => {
      const hit = left.findIndex((other) => compare(`${at}.${place}`, one, other).length === 0);
      if (hit < 0) return [`${at}.${place}: ${short(one)} is not there, in any order`];
      left.splice(hit, 1);
      return [];
    });
  };
  const compareObjects = (at: string, expected: Json, actual: Readonly<Record<string, Json>>) => {
    const names = new Map(
      Object.entries(expected as object).map(([name, value]) =>
        [String(variables.fill(name)), value as Json] as const
      ),
    );
    const surplus = Object.keys(actual).filter((name) => !names.has(name));
    return [
      ...[...names].flatMap(([name, value]) => compare(`${at}.${name}`, value, actual[name])),
      ...surplus.map((name) => `${at}.${name}: not expected, got ${short(actual[name])}`),
    ];
  };
  return compare(path, recorded, actual);
}

/** `*` is one segment, `**` any number. */
function pathMatches(pattern: string, path: string): boolean {
  const wanted = pattern.split(".");
  const given = path.split(".");
  const from = (i: number, j: number): boolean => {
    if (i === wanted.length) return j === given.length;
    if (wanted[i] === "**") return from(i + 1, j) || (j < given.length && from(i, j + 1));
    return j < given.length && (wanted[i] === "*" || wanted[i] === given[j]) && from(i + 1, j + 1);
  };
  return from(0, 0);
}

function ruleFor(path: string, { rules }: Looseness): string | undefined {
  for (const set of rules) {
    for (const [pattern, rule] of Object.entries(set)) {
      if (pathMatches(pattern, path)) return rule;
    }
  }
  return undefined;
}

function isUnordered(path: string, { unordered }: Looseness): boolean {
  return unordered.some((pattern) => pathMatches(pattern, path));
}

/** Of the same kind already. */
function isLoose(rule: string, expected: Value, actual: Value): boolean {
  switch (rule) {
    case "timestamp":
      return isTimestamp(actual) && (expected === zeroDate) === (actual === zeroDate) &&
        (String(expected).includes(".") || !actual.includes("."));
    case "number":
      return Object.is(Math.sign(Number(expected)), Math.sign(Number(actual)));
    case "string":
      return (expected === "") === (actual === "");
    case "type":
      return true;
    default:
      throw new Error(`unknown rule ${rule}`);
  }
}

function kind(value: Value): string {
  if (value === undefined) return "absent";
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function short(value: Value): string {
  const text = JSON.stringify(value) ?? "(absent)";
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
