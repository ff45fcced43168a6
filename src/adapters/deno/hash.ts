import type { Sha256 } from "@/ports/system.ts";
import { nodeProcess } from "./builtin.ts";

export const sha256: Sha256 = (content) =>
  nodeProcess().getBuiltinModule("node:crypto").createHash("sha256").update(content).digest("hex");
