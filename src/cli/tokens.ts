/** One word of a command line, or two where an option takes the next as its value. */
type Token =
  | { readonly kind: "option"; readonly name: string } & OptionToken
  | { readonly kind: "positional"; readonly value: string }
  | { readonly kind: "option-terminator" };

export interface OptionToken {
  /** As it was typed, without its value. */
  readonly rawName: string;
  readonly value: string | undefined;
  /** Whether the value was in the same word. */
  readonly isInline: boolean;
}

interface Known {
  readonly takesValue: boolean;
  readonly short?: string | undefined;
}

/**
 * As `parseArgs` of `node:util` reads it, which takes as long to load as a third of a bare Deno: `--name value`,
 * `--name=value`, `-n value`, `-nvalue`, `-abc`; what comes after `--` is no option. Unknown options take no value.
 */
export function tokensOf(
  args: readonly string[],
  options: Readonly<Record<string, Known>>,
): readonly Token[] {
  const longOf = new Map(
    Object.entries(options).flatMap(([name, { short }]) =>
      short === undefined ? [] : [[short, name]]
    ),
  );
  const takesValue = (name: string) =>
    Object.hasOwn(options, name) && options[name]?.takesValue === true;
  const nameOf = (letter: string) => longOf.get(letter) ?? letter;
  const left = [...args];
  const tokens: Token[] = [];

  function option(name: string, rawName: string): void {
    const value = takesValue(name) ? left.shift() : undefined;
    tokens.push({ kind: "option", name, rawName, value, isInline: false });
  }

  function letters(word: string): void {
    const [letter = ""] = word;
    const name = nameOf(letter);
    const rest = word.slice(letter.length);
    if (rest === "") return option(name, `-${letter}`);
    const isInline = takesValue(name);
    const value = isInline ? rest : undefined;
    tokens.push({ kind: "option", name, rawName: `-${letter}`, value, isInline });
    if (!isInline) letters(rest);
  }

  for (let arg = left.shift(); arg !== undefined; arg = left.shift()) {
    if (arg === "--") {
      const rest = left.splice(0).map((value) => ({ kind: "positional", value }) as const);
      tokens.push({ kind: "option-terminator" }, ...rest);
    } else if (arg.startsWith("--")) {
      const equals = arg.indexOf("=", 3);
      const name = arg.slice(2, equals < 0 ? undefined : equals);
      if (equals < 0) option(name, arg);
      else {
        const value = arg.slice(equals + 1);
        tokens.push({ kind: "option", name, rawName: `--${name}`, value, isInline: true });
      }
    } else if (arg.startsWith("-") && arg !== "-") letters(arg.slice(1));
    else tokens.push({ kind: "positional", value: arg });
  }
  return tokens;
}
