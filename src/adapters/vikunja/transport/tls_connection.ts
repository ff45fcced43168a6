import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import type { Connection } from "@/ports/system.ts";

interface Greeting {
  /**
   * Certificates (PEM) to trust in place of the usual ones; `null`: the usual ones, with what NODE_EXTRA_CA_CERTS and
   * DENO_TLS_CA_STORE name.
   */
  readonly authorities: string | null;
  /** Is given what ends it before there is a connection: the other end may never say a word. */
  readonly onBegun: (half: Pick<Connection, "close">) => void;
}

export async function connectTls(
  host: string,
  port: number,
  { authorities, onBegun }: Greeting,
): Promise<Connection> {
  const socket = connect({
    host,
    port,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(authorities === null ? {} : { ca: authorities }),
  });
  const close = () => void socket.destroy();
  await new Promise<void>((resolve, reject) => {
    socket.once("secureConnect", resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("it was closed while TLS began")));
    try {
      onBegun({ close });
    } catch (thrown) {
      close();
      throw thrown;
    }
  });
  return connectionOver(socket);
}

function connectionOver(socket: TLSSocket): Connection {
  let failure: Error | null = null;
  let isOver = false;
  let wake = () => {};
  const over = (error: Error | null) => {
    failure ??= error;
    isOver = true;
    wake();
  };
  socket.on("error", over);
  socket.on("end", () => over(null));
  socket.on("close", () => over(null));
  socket.on("readable", () => wake());
  return {
    async read(into) {
      for (;;) {
        const most = Math.min(into.length, socket.readableLength);
        const part: Uint8Array | null = most === 0 ? null : socket.read(most);
        if (part !== null) {
          into.set(part);
          return part.length;
        }
        if (failure !== null) throw failure;
        if (isOver) return null;
        socket.read(0);
        await new Promise<void>((resolve) => wake = resolve);
      }
    },
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (failure !== null) return reject(failure);
        socket.write(bytes, (error) => error == null ? resolve(bytes.length) : reject(error));
      }),
    close: () => void socket.destroy(),
  };
}
