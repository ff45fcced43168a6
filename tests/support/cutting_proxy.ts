/** Carries connections to a port of this machine, and loses an answer where it is told to. */
interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** What the other end answers next is lost, and its connection with it. */
  cutNextAnswer(): void;
  /** Connections that are open now. */
  connections(): number;
}

export function cuttingProxy(to: number): CuttingProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let isCutting = false;

  function close(...ends: readonly Deno.Conn[]): void {
    for (const end of ends) if (open.delete(end)) end.close();
  }

  async function carry(from: Deno.Conn, into: Deno.Conn, isAnswer: boolean): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (let read = await from.read(buffer); read !== null; read = await from.read(buffer)) {
        if (isAnswer && isCutting) {
          isCutting = false;
          break;
        }
        const bytes = buffer.slice(0, read);
        for (let sent = 0; sent < bytes.length;) sent += await into.write(bytes.subarray(sent));
      }
    } catch {
      // The other end went.
    }
    close(from, into);
  }

  async function take(): Promise<void> {
    const carrying: Promise<void>[] = [];
    for await (const client of listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: to });
      open.add(client).add(server);
      carrying.push(carry(client, server, false), carry(server, client, true));
    }
    close(...open);
    await Promise.all(carrying);
  }

  const taking = take();
  return {
    port: listener.addr.port,
    cutNextAnswer: () => void (isCutting = true),
    connections: () => open.size / 2,
    async [Symbol.asyncDispose]() {
      listener.close();
      close(...open);
      await taking;
    },
  };
}
