import v8 from "node:v8";
import vm from "node:vm";
import type { Memory } from "@/ports/system.ts";

let collect: (() => void) | null = null;

export const memory: Memory = {
  collectGarbage: () => (collect ??= collector())(),
  giveBack: () => memory.collectGarbage(),
};

function collector(): () => void {
  v8.setFlagsFromString("--expose-gc");
  return vm.runInNewContext("gc");
}
