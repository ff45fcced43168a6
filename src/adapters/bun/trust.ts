import { rootCertificates } from "node:tls";
import type { TrustIn } from "@/ports/system.ts";

export const trustIn: TrustIn = (authorities) => {
  const tls = { ca: [...rootCertificates, authorities] };
  return { options: { tls }, [Symbol.dispose]() {} };
};
