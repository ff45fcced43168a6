import { Refusal } from "../errors.ts";

/** The words of a filter: `due_date > now && (done = false || labels in 1, 2)`. */
export type Token =
  | { readonly kind: "open" | "close" }
  | { readonly kind: "join"; readonly join: Join }
  | {
    readonly kind: "condition";
    readonly field: string;
    readonly comparator: Comparator;
    readonly value: string;
  };

type Join = "&&" | "||";
type Comparator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "like" | "in" | "not in";

const condition =
  /^([a-z_]+)\s*(>=|<=|!=|=|>|<|\blike\b|\bin\b|\bnot\s+in\b)\s*("[^"]*"|'[^']*'|[^&|()]*)/i;

export function tokenize(filter: string): readonly Token[] {
  const tokens: Token[] = [];
  let rest = filter.trim();
  while (rest !== "") {
    const { token, length } = next(rest, filter);
    tokens.push(token);
    rest = rest.slice(length).trimStart();
  }
  const depth = tokens.reduce(
    (n, { kind }) => n + (kind === "open" ? 1 : kind === "close" ? -1 : 0),
    0,
  );
  if (depth > 0) {
    throw invalid(
      quoted(tokens),
      `invalid formatted group - missing ${depth} closing bracket(s)`,
    );
  }
  return tokens;
}

export function incomplete(filter: string): Refusal {
  return invalid(filter.trim(), "invalid or incomplete filter expression");
}

function next(rest: string, filter: string): { readonly token: Token; readonly length: number } {
  if (rest.startsWith("(")) return { token: { kind: "open" }, length: 1 };
  if (rest.startsWith(")")) return { token: { kind: "close" }, length: 1 };
  const join = rest.slice(0, 2);
  if (join === "&&" || join === "||") return { token: { kind: "join", join }, length: 2 };
  const match = condition.exec(rest);
  const value = unquoted(match?.[3]?.trim() ?? "");
  if (match === null || match[3]?.trim() === "") throw incomplete(filter);
  const comparator = (match[2] ?? "").toLowerCase().replace(/\s+/, " ") as Comparator;
  return {
    token: { kind: "condition", field: match[1] ?? "", comparator, value },
    length: match[0].length,
  };
}

function unquoted(value: string): string {
  return /^(".*"|'.*')$/s.test(value) ? value.slice(1, -1) : value;
}

/** How the server repeats a filter in its complaints. */
function quoted(tokens: readonly Token[]): string {
  return tokens.map((token) => {
    switch (token.kind) {
      case "open":
        return "(";
      case "close":
        return ")";
      case "join":
        return ` ${token.join} `;
      case "condition":
        return `${token.field} ${token.comparator} '${token.value}'`;
    }
  }).join("");
}

function invalid(expression: string, why: string): Refusal {
  return new Refusal(400, 4024, `The filter expression '${expression}' is invalid: ${why}`);
}
