import { createHash } from "node:crypto";
import type { Sha256, StartSha256 } from "@/ports/system.ts";

export const sha256: Sha256 = (content) => createHash("sha256").update(content).digest("hex");

export const startSha256: StartSha256 = () => {
  const hash = createHash("sha256");
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
};
