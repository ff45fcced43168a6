import { type Assertion, isTimestamp, type Json, lookup } from "./scenario.ts";
import type { Variables } from "./variables.ts";

/** What an answer must fulfil beside being as recorded; null when it does. */
export function failedAssertion(
  { path, op, value }: Assertion,
  answer: Json,
  variables: Variables,
): string | null {
  const actual = lookup(answer, path);
  const wanted = value === undefined ? undefined : variables.fill(value);
  if (holds(op, actual, wanted)) return null;
  return `${path} must be ${op} ${JSON.stringify(wanted)}, got ${JSON.stringify(actual)}`;
}

function holds(op: string, actual: Json | undefined, wanted: Json | undefined): boolean {
  const equal = JSON.stringify(actual) === JSON.stringify(wanted);
  switch (op) {
    case "eq":
      return equal;
    case "ne":
      return !equal;
    case "gt":
      return order(actual, wanted) > 0;
    case "ge":
      return order(actual, wanted) >= 0;
    case "lt":
      return order(actual, wanted) < 0;
    case "same_time":
      return order(actual, wanted) === 0;
    case "len":
      return Array.isArray(actual) && actual.length === wanted;
    case "absent":
      return actual === undefined;
    case "contains":
      return typeof actual === "string" && actual.includes(String(wanted));
    case "within_s": {
      const [from, seconds, tolerance] = wanted as [string, number, number];
      const distance = Date.parse(String(actual)) - Date.parse(from) - seconds * 1000;
      return Math.abs(distance) <= tolerance * 1000;
    }
    default:
      throw new Error(`unknown assertion ${op}`);
  }
}

function order(a: Json | undefined, b: Json | undefined): number {
  if (isTimestamp(a) && isTimestamp(b)) return Date.parse(a) - Date.parse(b);
  return a === b ? 0 : Number(a) < Number(b) ? -1 : 1;
}
