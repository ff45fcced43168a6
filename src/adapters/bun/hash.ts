import type { Sha256, StartSha256 } from "@/ports/system.ts";
import { bun } from "./bun_parts.ts";

const newHash = () => new (bun().CryptoHasher)("sha256");

export const sha256: Sha256 = (content) => {
  const hash = newHash();
  hash.update(content);
  return hash.digest("hex");
};

export const startSha256: StartSha256 = () => {
  const hash = newHash();
  return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest("hex") };
};
