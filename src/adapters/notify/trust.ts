/** What `fetch` is given so that it trusts more than the usual authorities. */
interface Trust extends Disposable {
  readonly options: Readonly<Record<string, unknown>>;
}

/** `authorities`: certificates (PEM); `null`: the usual ones are enough. */
export async function trustIn(authorities: string | null): Promise<Trust> {
  if (authorities === null) return { options: {}, [Symbol.dispose]() {} };
  if ("Bun" in globalThis) {
    const { rootCertificates } = (await import("node:tls")).default;
    const tls = { ca: [...rootCertificates, authorities] };
    return { options: { tls }, [Symbol.dispose]() {} };
  }
  const client = Deno.createHttpClient({ caCerts: certificatesIn(authorities) });
  return { options: { client }, [Symbol.dispose]: () => client.close() };
}

/** Each by itself, as Deno takes them. */
function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
}
