const escapes = /_x([0-9A-F]*)_/g;

/** `_x2E_` for a dot: the same in tags and projects. `_x_` is the empty text. */
export function escapeCharacter(character: string): string {
  return `_x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}_`;
}

export const escapedEmpty = "_x_";

/** Undoes {@link escapeCharacter}; what only looks like it (lower case, leading zeros) stays. */
export function unescapeCharacters(text: string): string {
  if (text === escapedEmpty) return "";
  return text.replace(escapes, (all, hex: string) => {
    const code = Number.parseInt(hex, 16);
    if (!(code <= 0x10ffff)) return all;
    const character = String.fromCodePoint(code);
    return escapeCharacter(character) === all ? character : all;
  });
}
