import type { Connection, ConnectTcp, ConnectUnix } from "@/ports/system.ts";
import { bun, type SocketPlace } from "./bun_parts.ts";
import { systemError } from "./system_error.ts";

export const connectUnix: ConnectUnix = (path) => connectTo({ unix: path });

export const connectTcp: ConnectTcp = (hostname, port) => connectTo({ hostname, port });

async function connectTo(place: SocketPlace): Promise<Connection> {
  const arrived: Uint8Array[] = [];
  let failure: Error | null = null;
  let isOver = false;
  let wakeReader = () => {};
  let wakeWriter = () => {};
  const over = (error: Error | null) => {
    failure ??= error;
    isOver = true;
    wakeReader();
    wakeWriter();
  };
  const socket = await bun().connect({
    ...place,
    socket: {
      data(_socket, bytes) {
        // The buffer is used again for what comes next.
        arrived.push(bytes.slice());
        wakeReader();
      },
      drain: () => wakeWriter(),
      end: () => over(null),
      close: () => over(null),
      error: (_socket, error) => over(error),
    },
  });

  return {
    async read(into: Uint8Array) {
      while (arrived.length === 0) {
        if (failure !== null) throw failure;
        if (isOver) return null;
        await new Promise<void>((resolve) => wakeReader = resolve);
      }
      const [first = new Uint8Array()] = arrived;
      const count = Math.min(first.length, into.length);
      into.set(first.subarray(0, count));
      if (count < first.length) arrived[0] = first.subarray(count);
      else arrived.shift();
      return count;
    },
    async write(bytes: Uint8Array) {
      while (true) {
        if (failure !== null) throw failure;
        if (isOver) throw systemError("EPIPE", "the other end is closed");
        const drained = new Promise<void>((resolve) => wakeWriter = resolve);
        const count = socket.write(bytes);
        if (count > 0) return count;
        await drained;
      }
    },
    close() {
      if (!isOver) over(systemError("EBADF", "closed from this side"));
      socket.end();
    },
  };
}
