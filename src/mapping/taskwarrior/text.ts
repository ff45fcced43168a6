/**
 * All control characters but tab and newline: an export prints U+0000–U+001F raw, which is no JSON, and `task list`
 * prints the rest raw (DEL and U+0080–U+009F drive terminals too). And those that turn the direction of writing
 * for what follows: with them a title shows as another.
 */
const unfit = /[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/gu;

/**
 * The text as Taskwarrior is to hold it: without {@link unfit} and lone surrogates, its lines ended by newlines.
 * 2.6 writes brackets as `&open;` and `&close;`, and cannot tell them from such words of the user's.
 */
export function taskwarriorText(text: string): string {
  const fit = text.replace(/\r\n?/g, "\n").replace(unfit, "").toWellFormed();
  return fit.replaceAll("&open;", "[").replaceAll("&close;", "]");
}

/** Words that 2.6 takes for brackets. */
export function holdsBracketWords(text: string): boolean {
  return /&(open|close);/.test(text);
}
