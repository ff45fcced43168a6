import type { Memory } from "@/ports/system.ts";
import { nodeProcess } from "./builtin.ts";

let collect: (() => void) | null = null;

export const memory: Memory = {
  collectGarbage: () => (collect ??= collector())(),
  giveBack: () => memory.collectGarbage(),
};

/** V8's own, where this process was started with `--expose-gc`; else it takes two of Node's modules to have it. */
function collector(): () => void {
  const exposed = (globalThis as { readonly gc?: () => void }).gc;
  if (exposed !== undefined) return exposed;
  const { getBuiltinModule } = nodeProcess();
  getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
  return getBuiltinModule("node:vm").runInNewContext("gc");
}
