import { closeSync, openSync, writeSync } from "node:fs";
import type { OpenDescriptor } from "@/ports/system.ts";

export const openDescriptor: OpenDescriptor = (path) => {
  const descriptor = openSync(path, "w", 0o600);
  return {
    descriptor,
    write: (text) => void writeSync(descriptor, text),
    [Symbol.dispose]: () => closeSync(descriptor),
  };
};
