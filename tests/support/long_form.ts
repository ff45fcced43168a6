/**
 * Whether tests do at length what they otherwise do in short: `deno task test --long`, or `deno test … FILE -- --long`.
 */
export const isLong = Deno.args.includes("--long");
