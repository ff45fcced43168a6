import { startTimer } from "@/adapters/deno/start_timer.ts";

/** Slower than this, an address is perhaps none that anything comes from: the others are tried beside it. */
const slowMs = 300;
const resolveMs = 2_000;
const mayBeElsewhere: readonly unknown[] = [
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
];

/** Deno tries only the first address of a name; a server may listen on another one of them. */
export async function connectToName(hostname: string, port: number): Promise<Deno.TcpConn> {
  const first = Deno.connect({ hostname, port });
  const second = isSlowOrElsewhere(first).then((is) =>
    is ? connectToOthers(hostname, port) : first
  );
  const winner = await Promise.any([first, second]).catch(() => first);
  for (const attempt of [first, second]) {
    attempt.then((one) => one === winner ? undefined : one.close(), () => undefined);
  }
  return winner;
}

async function isSlowOrElsewhere(first: Promise<unknown>): Promise<boolean> {
  const slow = Promise.withResolvers<boolean>();
  using _timer = startTimer(() => slow.resolve(true), slowMs);
  const failed = first.then(
    () => false,
    (thrown) => mayBeElsewhere.includes((thrown as { readonly code?: unknown }).code),
  );
  return await Promise.race([failed, slow.promise]);
}

/** @throws what the last of them refused with. */
async function connectToOthers(hostname: string, port: number): Promise<Deno.TcpConn> {
  let refusal: unknown = new Error("it has no other address");
  for (const address of await addressesOf(hostname)) {
    try {
      return await Deno.connect({ hostname: address, port });
    } catch (thrown) {
      refusal = thrown;
    }
  }
  throw refusal;
}

async function addressesOf(hostname: string): Promise<readonly string[]> {
  if (hostname === "localhost") return ["127.0.0.1", "::1"];
  const signal = AbortSignal.timeout(resolveMs);
  const found = await Promise.all([
    Deno.resolveDns(hostname, "A", { signal }).catch(() => []),
    Deno.resolveDns(hostname, "AAAA", { signal }).catch(() => []),
  ]);
  return found.flat();
}
