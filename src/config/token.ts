const hidden = "[token]";

/** A token, secret or password, which shows itself nowhere but where it is asked for by {@link Token.reveal}. */
export class Token {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** For whoever it is to be shown to, and nothing else. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.for("Deno.customInspect")](): string {
    return hidden;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return hidden;
  }
}

/** The token in a text that a file, a variable or a program gave; `null` where it cannot be one. */
export function tokenFrom(text: string): Token | null {
  const trimmed = text.trim();
  return /^[\x21-\x7e]+$/.test(trimmed) ? new Token(trimmed) : null;
}
