/**
 * What could drive a terminal or pretend to be another text: control characters, line and paragraph
 * separators, characters that turn the direction of writing, halves of surrogate pairs, and what stands for a colour
 * in our own texts.
 */
const unsafe = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069\u200e\u200f\ufeff\ufdd0-\ufdef]/gu;

/** Text from anywhere, fit for one line of a terminal: `\x1b` instead of the character. */
export function escapeControls(text: string): string {
  return text.replace(unsafe, escapeCharacter);
}

/** As {@link escapeControls}, but lines stay lines. */
export function escapeLines(text: string): string {
  return text.split("\n").map(escapeControls).join("\n");
}

/** JSON that says the same and has nothing in it that could drive a terminal. */
export function escapeJson(json: string): string {
  return json.replace(unsafe, (character) => `\\u${hex(character, 4)}`);
}

function escapeCharacter(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, "0");
}
