import type { Word } from "./words.ts";

type Sequence = readonly string[];

/** Sequences of words that reach for a clock, a timer or chance. */
const clocks: readonly Sequence[] = [
  ["performance"],
  ["setTimeout"],
  ["setInterval"],
  ["setImmediate"],
  ["AbortSignal", ".", "timeout"],
  ["Date", ".", "now"],
  ["new", "Date", "(", ")"],
  ["Temporal", ".", "Now"],
  ["Math", ".", "random"],
  ["crypto", ".", "getRandomValues"],
];

/** Or for the system at all. */
const systems: readonly Sequence[] = [
  ...clocks,
  ["Deno"],
  ["globalThis"],
  ["crypto"],
  ["process"],
  ["fetch", "("],
];

/** Folders that put the system's parts behind ports, build with them, or are usable alone. */
const ofTheSystem = ["adapters/", "compose/", "locks/", "sandbox/system/"];

/** Whether a file under `src` receives clocks, timers, chance and the system as values or by ports. */
export function isSimulated(path: string): boolean {
  return path.includes("/") && !ofTheSystem.some((folder) => path.startsWith(folder));
}

/** Adapters that a simulated run goes through, and what builds them: what they touch of the system is fixed, their time is not. */
const withoutClock = [
  "adapters/memory/",
  "adapters/sqlite/",
  "adapters/taskwarrior/",
  "adapters/vikunja/",
  "compose/",
];

/** What a file under `src` may not touch by itself, outside its comments and texts. */
export function checkPurity(path: string, words: readonly Word[]): readonly string[] {
  const folder = path.split("/").slice(0, path.startsWith("adapters/") ? 2 : 1).join("/");
  return forbiddenIn(path, words).map(({ line, found }) =>
    `src/${path}:${line} → ${found}: ${folder} receives such things as values or by a port`
  );
}

interface Found {
  readonly line: number;
  readonly found: string;
}

function forbiddenIn(path: string, words: readonly Word[]): readonly Found[] {
  if (isSimulated(path)) return foundIn(words, systems);
  const hasNoClock = withoutClock.some((folder) => path.startsWith(folder));
  return hasNoClock ? foundIn(words, clocks) : [];
}

function foundIn(all: readonly Word[], forbidden: readonly Sequence[]): readonly Found[] {
  const words = all.filter(({ kind }) => kind !== "text");
  return words.flatMap(({ line }, at) => {
    const found = impureAt(words, at, forbidden);
    return found === null ? [] : [{ line, found }];
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

function impureAt(
  words: readonly Word[],
  at: number,
  forbidden: readonly Sequence[],
): string | null {
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
