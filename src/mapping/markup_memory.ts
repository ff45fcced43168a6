import type { Markup } from "@/mapping/markup_functions.ts";

/** Shorter texts are read again in less time than it takes anybody to notice. */
const minLength = 1_000;
const maxTexts = 16;
const maxLength = 512_000;

type Say = (text: string) => string;

/** The same, which says long texts that it has just said from memory: one decision says each several times. */
export function rememberingMarkup(markup: Markup): Markup {
  return {
    ...markup,
    htmlToMarkdown: remembering(markup.htmlToMarkdown),
    markdownToHtml: remembering(markup.markdownToHtml),
  };
}

function remembering(say: Say): Say {
  const said = new Map<string, string>();
  return (text) => {
    if (text.length < minLength || text.length > maxLength) return say(text);
    const known = said.get(text) ?? say(text);
    said.delete(text);
    said.set(text, known);
    forgetOldest(said);
    return known;
  };
}

function forgetOldest(said: Map<string, string>): void {
  let length = 0;
  for (const [key, value] of said) length += key.length + value.length;
  for (const [key, value] of said) {
    if (said.size <= maxTexts && length <= maxLength) return;
    length -= key.length + value.length;
    said.delete(key);
  }
}
