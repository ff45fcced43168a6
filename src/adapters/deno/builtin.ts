import type process from "node:process";

/**
 * Node's modules for what Deno itself has not, loaded at their first use: `node:process` alone takes as long as a
 * bare Deno.
 */
export function nodeProcess(): typeof process {
  return (globalThis as unknown as { readonly process: typeof process }).process;
}
