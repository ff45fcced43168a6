import type { OpenDescriptor } from "@/ports/system.ts";
import { nodeProcess } from "./builtin.ts";

/** Deno's own files do not tell their number. */
export const openDescriptor: OpenDescriptor = (path) => {
  const { closeSync, openSync, writeSync } = nodeProcess().getBuiltinModule("node:fs");
  const descriptor = openSync(path, "w", 0o600);
  return {
    descriptor,
    write(text) {
      const bytes = new TextEncoder().encode(text);
      writeSync(descriptor, bytes, 0, bytes.length, 0);
    },
    [Symbol.dispose]: () => closeSync(descriptor),
  };
};
