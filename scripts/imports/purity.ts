import type { Word } from "./words.ts";

/** Sequences of words that reach for a clock, a timer, chance or the system. */
const forbidden: readonly (readonly string[])[] = [
  ["Deno"],
  ["globalThis"],
  ["performance"],
  ["crypto"],
  ["process"],
  ["fetch", "("],
  ["setTimeout"],
  ["setInterval"],
  ["setImmediate"],
  ["AbortSignal", ".", "timeout"],
  ["Date", ".", "now"],
  ["new", "Date", "(", ")"],
  ["Temporal", ".", "Now"],
  ["Math", ".", "random"],
];

/** Folders that put the system's parts behind ports, build with them, or are usable alone. */
const ofTheSystem = ["adapters/", "compose/", "locks/", "sandbox/system/"];

/** Whether a file under `src` receives clocks, timers, chance and the system as values or by ports. */
export function isSimulated(path: string): boolean {
  return path.includes("/") && !ofTheSystem.some((folder) => path.startsWith(folder));
}

/** What such a file does not do, outside its comments and texts. */
export function checkPurity(path: string, all: readonly Word[]): readonly string[] {
  const words = all.filter(({ kind }) => kind !== "text");
  const folder = path.split("/")[0] ?? "";
  return words.flatMap((word, at) => {
    const found = impureAt(words, at);
    return found === null ? [] : [
      `src/${path}:${word.line} → ${found}: ${folder} receives such things as values or by a port`,
    ];
  });
}

/** Modules that only the run itself names are seen by no check. */
export function checkLoads(path: string, words: readonly Word[]): readonly string[] {
  return words.flatMap(({ text, line }, at) => {
    const isLoad = text === "import" && words[at + 1]?.text === "(";
    const isNamed = words[at + 2]?.kind === "text" && /^[),]$/.test(words[at + 3]?.text ?? "");
    const fault = `src/${path}:${line} → import(…): the module is named in no text`;
    return isLoad && !isNamed ? [fault] : [];
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
