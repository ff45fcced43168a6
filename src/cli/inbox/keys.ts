/** A key as it was pressed: a character, or a name. */
export type Key =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "key"; readonly name: KeyName }
  /** Pasted: never taken for keys. */
  | { readonly kind: "paste"; readonly text: string };

export type KeyName =
  | "up"
  | "down"
  | "left"
  | "right"
  | "page up"
  | "page down"
  | "home"
  | "end"
  | "enter"
  | "escape"
  | "backspace"
  | "tab"
  | "clear line";

interface ReadKeys {
  readonly keys: readonly Key[];
  /** The beginning of a sequence that is not whole yet; alone for long, it is the key Escape. */
  readonly rest: string;
}

const sequences: Readonly<Record<string, KeyName>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  OA: "up",
  OB: "down",
  OC: "right",
  OD: "left",
  "[5~": "page up",
  "[6~": "page down",
  "[H": "home",
  "[F": "end",
  OH: "home",
  OF: "end",
  "[1~": "home",
  "[4~": "end",
};

const controls: Readonly<Record<string, KeyName>> = {
  "\r": "enter",
  "\n": "enter",
  "\x7f": "backspace",
  "\b": "backspace",
  "\t": "tab",
  "\x15": "clear line",
};

const escape = "\u001b";
const pasted = new RegExp(`^${escape}\\[200~(.*?)${escape}\\[201~`, "su");
const whole = new RegExp(`^${escape}(\\[[0-9;]*[A-Za-z~]|O[A-Za-z])`, "u");
const begun = new RegExp(`^${escape}(\\[[0-9;]*|O)?$`, "u");

/** The keys in what a terminal sent; `isOver`: nothing follows for now. */
export function readKeys(sent: string, isOver: boolean): ReadKeys {
  const keys: Key[] = [];
  let rest = sent;
  while (rest !== "") {
    const paste = pasted.exec(rest);
    if (paste !== null) {
      keys.push({ kind: "paste", text: paste[1] ?? "" });
      rest = rest.slice(paste[0].length);
      continue;
    }
    if (rest.startsWith(`${escape}[200~`)) return { keys, rest };
    if (begun.test(rest) && !isOver) return { keys, rest };
    const sequence = whole.exec(rest);
    if (sequence !== null) {
      const name = sequences[sequence[1] ?? ""];
      if (name !== undefined) keys.push({ kind: "key", name });
      rest = rest.slice(sequence[0].length);
      continue;
    }
    const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(character.length);
    const key = keyOf(character);
    if (key !== null) keys.push(key);
  }
  return { keys, rest };
}

function keyOf(character: string): Key | null {
  if (character === escape) return { kind: "key", name: "escape" };
  const name = controls[character];
  if (name !== undefined) return { kind: "key", name };
  return /^\p{Cc}$/u.test(character) ? null : { kind: "text", text: character };
}
