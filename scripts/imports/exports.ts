import type { Word } from "./words.ts";

interface Export {
  readonly name: string;
  /** From 1. */
  readonly line: number;
}

/** Names that one file takes from another. */
interface Taking {
  /** As it is written. */
  readonly from: string;
  /** `all`: whatever it has. */
  readonly names: ReadonlySet<string> | "all";
}

const declaring = ["function", "const", "let", "class", "interface", "type"];

/** What a file declares for others; not what it passes on. */
export function exportsOf(words: readonly Word[]): readonly Export[] {
  return words.flatMap((word, at) => {
    if (word.kind !== "name" || word.text !== "export") return [];
    const rest = words.slice(at + 1, at + 5).filter(({ text }) =>
      text !== "async" && text !== "abstract" && text !== "*"
    );
    const [how, what] = rest;
    const isDeclared = how !== undefined && declaring.includes(how.text) && what?.kind === "name";
    return isDeclared ? [{ name: what.text, line: what.line }] : [];
  });
}

/** What a file imports, or passes on, of other files. */
export function takingsOf(words: readonly Word[]): readonly Taking[] {
  const used = new Set(words.filter(({ kind }) => kind === "name").map(({ text }) => text));
  return words.flatMap((word, at): readonly Taking[] => {
    if (word.kind !== "text") return [];
    const before = words[at - 1]?.text;
    const isLoaded = before === "(" && words[at - 2]?.text === "import";
    // What is loaded in the middle of the code is taken apart somewhere in that file.
    if (isLoaded) return [{ from: word.text, names: used }];
    if (before !== "from") return [];
    const begin = words.findLastIndex(
      ({ kind, text }, index) => index < at && kind === "name" && /^(import|export)$/.test(text),
    );
    return [{ from: word.text, names: namesIn(words.slice(begin + 1, at - 1)) }];
  });
}

/** `type A, B as C` between the braces: A and B. */
function namesIn(clause: readonly Word[]): Taking["names"] {
  if (clause.some(({ text }) => text === "*")) return "all";
  const names = clause.filter(({ kind, text }, at) => {
    const [before, after] = [clause[at - 1]?.text, clause[at + 1]?.text];
    const isRenamed = before === "as" || text === "as" && before !== "{" && before !== ",";
    const isKind = text === "type" && after !== "," && after !== "}" && after !== "as";
    return kind === "name" && !isRenamed && !isKind;
  });
  return new Set(names.map(({ text }) => text));
}
