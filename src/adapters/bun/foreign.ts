import { foreignFunctions } from "./bun_parts.ts";

/** Deno's names of types that Bun calls otherwise. */
const types: Readonly<Record<string, string>> = { buffer: "ptr" };

interface Signature {
  readonly parameters: readonly string[];
  readonly result: string;
}

/** `Deno.dlopen`, of functions that take numbers and bytes. */
export function dlopen(library: string, signatures: Readonly<Record<string, Signature>>) {
  const typeOf = (type: string) => types[type] ?? type;
  const symbols = Object.entries(signatures).map(([name, { parameters, result }]) =>
    [name, { args: parameters.map(typeOf), returns: typeOf(result) }] as const
  );
  return foreignFunctions().dlopen(library, Object.fromEntries(symbols));
}
