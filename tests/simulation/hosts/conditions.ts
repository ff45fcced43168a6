/** What a condition of a statement is about. */
export interface ConditionOf {
  readonly columns: Readonly<Record<string, string | number | boolean | null>>;
  readonly parameters: readonly (string | number | null)[];
  /** The database's clock. */
  readonly nowMs: number;
}

/**
 * Whether a row meets a condition of our statements, as their text says it: a statement that leaves one out is carried
 * out without it. @throws {Error} for one that is not known here.
 */
export function meets(text: string, of: ConditionOf): boolean {
  const parts = split(text.trim(), "AND");
  if (parts.length > 1) return parts.every((part) => meets(part, of));
  const others = split(text.trim(), "OR");
  if (others.length > 1) return others.some((part) => meets(part, of));
  const inner = /^\((.*)\)$/.exec(text.trim())?.[1];
  return inner === undefined ? meetsOne(text.trim(), of) : meets(inner, of);
}

function meetsOne(text: string, { columns, parameters, nowMs }: ConditionOf): boolean {
  const equal = /^(\w+) = \$(\d+)(?:::bigint)?$/.exec(text);
  if (equal !== null) {
    const [, name = "", at] = equal;
    return String(columnOf(columns, name)) === String(parameters[Number(at) - 1]);
  }
  const constant = /^\$(\d+)::bigint = 1$/.exec(text);
  if (constant !== null) return Number(parameters[Number(constant[1]) - 1]) === 1;
  const later = /^until \+ \$(\d+)::bigint \* interval '1 millisecond' <= clock_timestamp\(\)$/
    .exec(text);
  const until = Number(columns["until"]);
  if (later !== null) return until + Number(parameters[Number(later[1]) - 1]) <= nowMs;
  switch (text) {
    case "until > clock_timestamp()":
      return until > nowMs;
    case "wanted_until <= clock_timestamp()":
      return Number(columnOf(columns, "wanted_until")) <= nowMs;
    case "NOT released":
      return columnOf(columns, "released") !== true;
    case "released":
      return columnOf(columns, "released") === true;
    case "moved_to IS NULL":
      return columnOf(columns, "moved_to") === null;
  }
  throw new Error(`The simulated database does not know the condition ${text}`);
}

function columnOf(columns: ConditionOf["columns"], name: string) {
  const value = columns[name];
  if (value === undefined) throw new Error(`The simulated database has no column ${name}`);
  return value;
}

/** At that word, outside of brackets. */
function split(text: string, word: "AND" | "OR"): readonly string[] {
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")") depth--;
    if (depth > 0 || !text.startsWith(` ${word} `, at)) continue;
    parts.push(text.slice(from, at));
    from = at + word.length + 2;
  }
  return [...parts, text.slice(from)];
}
