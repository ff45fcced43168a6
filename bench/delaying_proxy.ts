/** Stands in front of a server as a network would: each round trip takes longer. */
export function delayingProxy(
  target: string,
  roundTripMs: number,
): AsyncDisposable & { url: string } {
  const { hostname, port } = new URL(target);
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();

  async function accept(): Promise<void> {
    for await (const from of listener) {
      const to = await Deno.connect({ hostname, port: Number(port) });
      to.setNoDelay();
      from.setNoDelay();
      for (const [one, other] of [[from, to], [to, from]] as const) {
        open.add(one);
        pump(one, other).catch(() => {}).finally(() => close(one));
      }
    }
  }

  /** What comes is given on half a round trip later, in its order. */
  async function pump(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    let last: Promise<unknown> = Promise.resolve();
    for (;;) {
      const piece = new Uint8Array(65_536);
      const size = await from.read(piece);
      const due = new Promise((resolve) => setTimeout(resolve, roundTripMs / 2));
      const before = last;
      last = due.then(() => before).then(() =>
        size === null ? to.closeWrite() : writeAll(to, piece.subarray(0, size))
      ).catch(() => {});
      if (size === null) return void await last;
    }
  }

  function close(connection: Deno.Conn): void {
    if (open.delete(connection)) connection.close();
  }

  void accept();
  return {
    url: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) close(connection);
      return Promise.resolve();
    },
  };
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await to.write(rest));
}
