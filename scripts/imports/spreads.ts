import type { Word } from "./words.ts";

/** Literals that are spread into one of their kind: their properties can stand there as they are. */
export function checkSpreads(path: string, words: readonly Word[]): readonly string[] {
  return words.flatMap(({ text, kind, line }, at) => {
    const open = words[at + 1];
    const isLiteral = kind === "punctuation" && text === "..." && open?.kind === "punctuation" &&
      (open.text === "{" || open.text === "[");
    if (!isLiteral || !endsThere(words[closing(words, at + 1) + 1]?.text)) return [];
    return [`${path}:${line} → ...${open.text}: a literal is spread, write what is in it plainly`];
  });
}

/** `[a, b].filter(…)` goes on. */
function endsThere(after: string | undefined): boolean {
  return after !== undefined && /^[,)}\]]$/.test(after);
}

function closing(words: readonly Word[], open: number): number {
  let depth = 0;
  return words.findIndex(({ text, kind }, at) => {
    if (at < open || kind !== "punctuation") return false;
    if (/^[([{]$/.test(text)) depth++;
    if (/^[)\]}]$/.test(text)) depth--;
    return depth === 0;
  });
}
