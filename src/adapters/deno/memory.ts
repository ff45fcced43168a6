import { createForgettable } from "@/ports/forgettable.ts";
import type { Memory } from "@/ports/system.ts";
import { nodeProcess } from "./builtin.ts";
import { type CLibrary, openCLibrary } from "./c_library.ts";

/** V8's; its second kind also gives the pages of its heap back that hold little, which the first leaves as they are. */
type Collect = (kind: { readonly type: "major"; readonly flavor?: "last-resort" }) => void;

let collect: Collect | null = null;
/** `undefined`: not opened yet. */
let library: CLibrary | null | undefined;
const forgettable = createForgettable();

export const memory: Memory = {
  collectGarbage: () => (collect ??= collector())({ type: "major" }),
  giveBack() {
    forgettable.forgetAll();
    (collect ??= collector())({ type: "major", flavor: "last-resort" });
    if (library === undefined) library = openCLibrary();
    library?.giveBack();
  },
  onGiveBack: forgettable.add,
};

/** V8's own, where this process was started with `--expose-gc`; else it takes two of Node's modules to have it. */
function collector(): Collect {
  const exposed = (globalThis as { readonly gc?: Collect }).gc;
  if (exposed !== undefined) return exposed;
  const { getBuiltinModule } = nodeProcess();
  getBuiltinModule("node:v8").setFlagsFromString("--expose-gc");
  return getBuiltinModule("node:vm").runInNewContext("gc");
}
