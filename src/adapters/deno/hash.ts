import type { Sha256, StartSha256 } from "@/ports/system.ts";
import { nodeProcess } from "./builtin.ts";

const newHash = () => nodeProcess().getBuiltinModule("node:crypto").createHash("sha256");

export const sha256: Sha256 = (content) => newHash().update(content).digest("hex");

export const startSha256: StartSha256 = () => {
  const hash = newHash();
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
};
