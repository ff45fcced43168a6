import { closeSync, openSync, writeSync } from "node:fs";
import type { OpenDescriptor } from "@/ports/system.ts";

export const openDescriptor: OpenDescriptor = (path) => {
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
