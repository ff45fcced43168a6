import type { Socket } from "node:net";

/** What a connection sends, as it is asked for: who sends more than we read has to wait. */
export interface ConnectionInput {
  /** `null`: nothing comes any more. One reader at a time. */
  read(): Promise<Uint8Array | null>;
  /** From now on all that comes is thrown away. */
  discard(): void;
}

/** Thrown away; whoever sends more has to wait as well. */
const maxDiscardedBytes = 65_536;

/** `onBytes`: told of all that comes. */
export function readConnection(
  socket: Socket,
  onBytes: (count: number) => void,
): ConnectionInput {
  const waiting: Uint8Array[] = [];
  let isOver = false;
  let isDiscarding = false;
  let discarded = 0;
  let wake = () => {};

  socket.on("data", (bytes: Uint8Array) => {
    onBytes(bytes.length);
    if (isDiscarding) {
      discarded += bytes.length;
      if (discarded > maxDiscardedBytes) socket.pause();
      return;
    }
    waiting.push(compact(bytes));
    socket.pause();
    wake();
  });
  const end = () => {
    isOver = true;
    wake();
  };
  socket.on("end", end);
  socket.on("close", end);

  return {
    async read() {
      while (waiting.length === 0 && !isOver) {
        socket.resume();
        await new Promise<void>((resolve) => wake = resolve);
      }
      return waiting.shift() ?? null;
    },
    discard() {
      isDiscarding = true;
      waiting.length = 0;
      socket.resume();
    },
  };
}

/** A few bytes do not keep the whole of what they were read into. */
function compact(bytes: Uint8Array): Uint8Array {
  return bytes.length < bytes.buffer.byteLength / 2 ? Uint8Array.from(bytes) : bytes;
}
