import type { Buffer } from "node:buffer";

/** Node's, which is loaded at its first use. */
export const buffers = (): typeof Buffer =>
  (globalThis as unknown as { readonly Buffer: typeof Buffer }).Buffer;
