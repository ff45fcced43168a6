import type { TrustIn } from "@/ports/system.ts";

export const trustIn: TrustIn = (authorities) => {
  const client = Deno.createHttpClient({ caCerts: certificatesIn(authorities) });
  return { options: { client }, [Symbol.dispose]: () => client.close() };
};

/** Each by itself, as Deno takes them. */
function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
}
