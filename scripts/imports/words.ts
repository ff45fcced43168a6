import jsTokens from "js-tokens";

export interface Word {
  readonly text: string;
  readonly kind: "name" | "punctuation" | "text";
  /** From 1. */
  readonly line: number;
}

/** What a file says outside its comments; of a text in quotes what is between them. */
export function wordsOf(source: string): readonly Word[] {
  const words: Word[] = [];
  let line = 1;
  for (const { type, value } of jsTokens(source)) {
    if (type === "IdentifierName") words.push({ text: value, kind: "name", line });
    if (type === "Punctuator") words.push({ text: value, kind: "punctuation", line });
    if (type === "StringLiteral") words.push({ text: value.slice(1, -1), kind: "text", line });
    line += value.split("\n").length - 1;
  }
  return words;
}
