import type { Markup } from "@/mapping/markup_functions.ts";

const maxTexts = 64;
const maxLength = 512_000;

type Say = (text: string) => string;

/**
 * The same, which says from memory what it has just said: one decision says each text several times, and of many tasks that
 * were changed together each has the same.
 */
export function rememberingMarkup(markup: Markup): Markup {
  return {
    ...markup,
    htmlToMarkdown: remembering(markup.htmlToMarkdown),
    markdownToHtml: remembering(markup.markdownToHtml),
  };
}

function remembering(say: Say): Say {
  /** What was said last is last. */
  const said = new Map<string, string>();
  let length = 0;

  function forget(text: string, known: string): void {
    said.delete(text);
    length -= text.length + known.length;
  }

  function note(text: string, known: string): void {
    said.set(text, known);
    length += text.length + known.length;
    for (const [oldest, ofIt] of said) {
      if (said.size <= maxTexts && length <= maxLength) return;
      forget(oldest, ofIt);
    }
  }

  return (text) => {
    if (text.length > maxLength) return say(text);
    const known = said.get(text);
    if (known !== undefined) forget(text, known);
    const now = known ?? say(text);
    note(text, now);
    return now;
  };
}
