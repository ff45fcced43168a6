import { connectToName } from "./connect_tcp.ts";
import type { Connection, ConnectTcp, ConnectUnix } from "@/ports/system.ts";

export const connectUnix: ConnectUnix = async (path) =>
  connectionOver(await Deno.connect({ transport: "unix", path }));

export const connectTcp: ConnectTcp = async (hostname, port) => {
  try {
    const isAddress = /^[\d.]+$|:/.test(hostname);
    const connection = isAddress
      ? await Deno.connect({ hostname, port })
      : await connectToName(hostname, port);
    connection.setNoDelay();
    return connectionOver(connection);
  } catch (thrown) {
    throw isUnknownHost(thrown) ? Object.assign(thrown, { code: "ENOTFOUND" }) : thrown;
  }
};

/** Deno gives it no code. */
function isUnknownHost(thrown: unknown): thrown is Error {
  return thrown instanceof Error && /failed to lookup address/.test(thrown.message);
}

function connectionOver(connection: Deno.Conn): Connection {
  let isClosed = false;
  return {
    read: (into) => connection.read(into),
    write: (bytes) => connection.write(bytes),
    close() {
      if (!isClosed) connection.close();
      isClosed = true;
    },
  };
}
