import type { Word } from "./words.ts";

/** Sequences of words that reach for a clock, chance or the system; `!` at the end: not followed by it. */
const forbidden: readonly (readonly string[])[] = [
  ["Deno"],
  ["globalThis"],
  ["performance"],
  ["crypto"],
  ["process"],
  ["fetch", "("],
  ["setTimeout"],
  ["setInterval"],
  ["Date", ".", "now"],
  ["new", "Date", "(", ")"],
  ["Temporal", ".", "Now"],
  ["Math", ".", "random"],
];

/** What pure code does not do, outside its comments and texts. */
export function checkPurity(path: string, all: readonly Word[]): readonly string[] {
  const words = all.filter(({ kind }) => kind !== "text");
  const folder = path.split("/")[0] ?? "";
  return words.flatMap((word, at) => {
    const found = impureAt(words, at);
    return found === null ? [] : [
      `src/${path}:${word.line} → ${found}: ${folder} is pure, it receives such things as values`,
    ];
  });
}

function impureAt(words: readonly Word[], at: number): string | null {
  const before = words[at - 1]?.text;
  const after = words[at + 1]?.text;
  const isMember = before === "." || before === "?.";
  if (isMember) return null;
  const text = words[at]?.text;
  if (text === "Date" && before !== "new" && after === "(") return "Date()";
  if (text === "Date" && before === "new" && after !== "(") return "new Date";
  const match = forbidden.find((sequence) =>
    sequence.every((expected, offset) => words[at + offset]?.text === expected)
  );
  // `{ process: … }` and `process?: …` name a member.
  const isName = match?.length === 1 &&
    (after === ":" || (after === "?" && words[at + 2]?.text === ":"));
  return match === undefined || isName ? null : match.join(match[0] === "new" ? " " : "");
}
