import type { OpenDescriptor } from "@/ports/system.ts";
import { nodeProcess } from "./builtin.ts";

/** Deno's own files do not tell their number. */
export const openDescriptor: OpenDescriptor = (path) => {
  const { closeSync, openSync, writeSync } = nodeProcess().getBuiltinModule("node:fs");
  const descriptor = openSync(path, "w", 0o600);
  return {
    descriptor,
    write: (text) => void writeSync(descriptor, text),
    [Symbol.dispose]: () => closeSync(descriptor),
  };
};
