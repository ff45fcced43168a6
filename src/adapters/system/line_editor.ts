/** What a person has typed of one line, on a terminal that does not edit lines itself. */
export type TypedLine =
  | { readonly kind: "typing"; readonly text: string }
  | { readonly kind: "line"; readonly text: string }
  /** ^D on an empty line. */
  | { readonly kind: "end" }
  /** ^C where the terminal hands it on as a character. */
  | { readonly kind: "interrupt" };

export const nothingTyped: TypedLine = { kind: "typing", text: "" };

/** The editing keys that a terminal's own line mode has; arrow keys and the like do nothing. */
export function typedOn(before: string, typed: string): TypedLine {
  let characters = [...before];
  for (const key of keysOf(typed)) {
    switch (key) {
      case "\r":
      case "\n":
        return { kind: "line", text: characters.join("") };
      case "\x03":
        return { kind: "interrupt" };
      case "\x04":
        if (characters.length === 0) return { kind: "end" };
        break;
      case "\x7f":
      case "\b":
        characters = characters.slice(0, -1);
        break;
      case "\x15":
        characters = [];
        break;
      case "\x17":
        characters = [...characters.join("").replace(/\S*\s*$/u, "")];
        break;
      default:
        if (!isControl(key)) characters.push(key);
    }
  }
  return { kind: "typing", text: characters.join("") };
}

const escape = "\u001b";
/** A sequence that an arrow key or the like sends, or one character. */
const key = new RegExp(`${escape}\\[[0-9;]*[ -/]*[@-~]|${escape}O.|.`, "gsu");

/** Characters, and escape sequences as one. */
function keysOf(typed: string): readonly string[] {
  return typed.match(key) ?? [];
}

function isControl(key: string): boolean {
  return /^\p{Cc}/u.test(key);
}
