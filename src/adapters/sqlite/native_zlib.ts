import type nodeProcess from "node:process";
import type nodeZlib from "node:zlib";

/** `node:zlib`, loaded when it is asked for: that takes as long as a bare Deno. */
export function nativeZlib(): typeof nodeZlib {
  const { process } = globalThis as unknown as { readonly process: typeof nodeProcess };
  return process.getBuiltinModule("node:zlib");
}
